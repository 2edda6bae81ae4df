using System.Text.Json;
using Nexus.Testing;

namespace Nexus.Spec.Tests;

/// <summary>What people read when a file is wrong: all of it, at once, with the place and the way out.</summary>
public sealed class ProblemsTests
{
    [Fact]
    public void Every_problem_of_a_file_is_reported_at_once() => Snapshot.Matches(Load.Problems("""
        version: "2.0"
        name: My Project
        service: {}
        services:
          web:
            comand: npm run dev
            port: 99999
            depends_on: [ap, web]
            env: {A: b}
            restart: onfailure
            internal: "yes"
            working_directory: ../elsewhere
          api:
            command: ""
            port: "4000"
            health_check: {type: http, command: curl, timeout: 20m}
          Worker_1:
            command: work
            environment: {1BAD: x, LIST: [a]}
            depends_on: web
          nothing:
            health_check: https://localhost/
          text: npm start
        provider: dokcer
        docker: {image: a, cpu: lots, memory: 4 apples, disk: 50G}
        providers: {docker: {image: b, disk: 50GiB}}
        remote: {port: 0}
        lifecycle: [npm install]
        """));

    [Fact]
    public void Services_are_also_looked_at_together() => Snapshot.Matches(Load.Problems("""
        services:
          a: {command: a, depends_on: [b], port: 80}
          b: {command: b, depends_on: [c], port: 80}
          c: {command: c, depends_on: [a, d]}
          d: {command: d, depends_on: [d]}
          inside: {command: e, port: 80, internal: true}
        provider: docker
        providers: {default: lxc}
        """));

    [Fact]
    public void A_secret_is_a_path_below_its_variable() => Snapshot.Matches(Load.Problems("""
        services:
          web:
            command: a
            environment:
              A: {secret: hunter2}
              B: {secret: user/me/../x}
              C: {secret: user/me/good, default: x}
              D: {path: user/me/x}
              E: {secret: [user/me/x]}
              F: {}
              G: {secret: sys/providers/openai}
        """));

    [Fact]
    public void A_key_in_the_wrong_place_is_told_the_right_one() => Snapshot.Matches(Load.Problems("""
        pre_start: npm ci
        command: npm start
        image: debian
        services:
          web: {command: a, type: http}
        """));

    [Fact]
    public void Keys_that_stand_twice_name_the_first() => Snapshot.Matches(Load.Problems("""
        name: one
        services:
          web: {command: a}
          web: {command: b, port: 1, port: 2}
        name: two
        """));

    [Theory]
    [InlineData("bracket", "services: [\n")]
    [InlineData("quote", "name: \"my-project\nservices:\n")]
    [InlineData("indentation", "services:\n  web:\n    command: a\n   port: 80\n")]
    [InlineData("tab", "services:\n\tweb:\n\t\tcommand: a\n")]
    [InlineData("second_document", "name: a\n---\nname: b\n")]
    [InlineData("unknown_anchor", "name: *nobody\n")]
    [InlineData("merge_key", "services:\n  a: &a {command: x}\n  b: {<<: *a, port: 80}\n")]
    [InlineData("list", "- web\n- api\n")]
    [InlineData("text", "web\n")]
    [InlineData("complex_key", "? [a, b]\n: c\n")]
    [InlineData("health", "services: {w: {command: x, health_check: 'curl localhost'}}\n")]
    [InlineData("health_port", "services: {w: {command: x, health_check: /health}}\n")]
    [InlineData("health_section", "services: {w: {command: x, health_check: {type: custom, path: health}}}\n")]
    [InlineData("nul", "services:\n  w:\n    command: \"echo a\\0b\"\n    environment: {A: \"\\0\"}\n")]
    [InlineData("control_characters", "services: {w: {command: x, \"po\\e[31mrt\": 1}}\n")]
    public void Odd_files_are_explained(string scene, string text) =>
        Snapshot.Matches(Load.Problems(text), test: $"odd_{scene}");

    [Fact]
    public void Values_of_variables_are_never_repeated() =>
        Assert.DoesNotContain(
            "hunter2", Load.Problems("services: {w: {environment: {PASSWORD: [hunter2]}}}"), StringComparison.Ordinal);

    [Fact]
    public void Problems_travel_as_json_in_one_error()
    {
        var error = ConfigErrors.Invalid(ConfigLoader.Load("nam: x\nversion: 3\n", "c.yaml").Problems);

        Assert.Equal("config.invalid", error.Code);
        Assert.Equal("2 problems in c.yaml.", error.Message);
        using var json = JsonDocument.Parse(error.Details!["problems"]);
        Assert.Equal(2, json.RootElement[1].GetProperty("line").GetInt32());
        Assert.Equal("config.version", json.RootElement[1].GetProperty("code").GetString());
    }
}
