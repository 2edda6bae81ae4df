using Nexus.Spec.Detecting;

namespace Nexus.Spec.Tests;

/// <summary>How dependencies are installed where nobody said how.</summary>
public sealed class DependenciesTests
{
    private const string Package = """{"dependencies":{"a":"1"}}""";

    [Theory]
    [InlineData("npm install", "package.json")]
    [InlineData("npm ci", "package.json", "package-lock.json")]
    [InlineData("npm ci", "package.json", "npm-shrinkwrap.json")]
    [InlineData("yarn install --frozen-lockfile", "package.json", "yarn.lock")]
    [InlineData("pnpm install --frozen-lockfile", "package.json", "pnpm-lock.yaml", "package-lock.json")]
    [InlineData(
        "[ \"$(.venv/bin/python -V 2>&1)\" = \"$(python3 -V)\" ] || python3 -m venv --clear .venv"
        + " && .venv/bin/pip install -r requirements.txt", "requirements.txt")]
    [InlineData("uv sync", "pyproject.toml", "uv.lock", "requirements.txt")]
    [InlineData("POETRY_VIRTUALENVS_IN_PROJECT=true poetry install", "pyproject.toml", "poetry.lock")]
    [InlineData("go mod download", "go.mod", "go.sum", "Makefile")]
    [InlineData("cargo fetch --locked", "Cargo.toml", "Cargo.lock")]
    [InlineData("cargo fetch", "Cargo.toml")]
    [InlineData("dotnet restore", "app.sln", "a.csproj", "b.csproj")]
    [InlineData("dotnet restore", "a.csproj")]
    [InlineData("make deps", "Makefile")]
    public void The_lock_file_chooses_the_command(string command, params string[] files) =>
        Assert.Equal(command, Assert.Single(Dependencies.Detect([Directory("", files)])).Command);

    [Theory]
    [InlineData("README.md")]
    [InlineData("a.csproj", "b.csproj")]
    [InlineData("pyproject.toml")]
    public void What_is_not_known_is_not_guessed(params string[] files) =>
        Assert.Empty(Dependencies.Detect([Directory("", files)]));

    [Theory]
    [InlineData("package.json", """{"scripts":{"dev":"x"}}""")]
    [InlineData("package.json", "[1]")]
    [InlineData("package.json", "{{{")]
    [InlineData("go.mod", "module a\n")]
    [InlineData("Makefile", "install:\n\tcp a $(DESTDIR)/usr/bin\n")]
    [InlineData("Makefile", "deps := a b\nall:\n")]
    public void A_file_that_asks_for_nothing_is_nothing(string file, string text) =>
        Assert.Empty(Dependencies.Detect([new("", [file], _ => text)]));

    [Theory]
    [InlineData("deps", "deps :\n\ttrue\n")]
    [InlineData("setup", "setup\t: a b\n")]
    [InlineData("install", "all: a\ninstall:: a\n\ttrue\n")]
    [InlineData(null, "deps ::= a\ndeps? = b\nsetups:\n")]
    public void A_target_is_found_as_make_finds_it(string? target, string text) => Assert.Equal(
        target is null ? null : $"make {target}",
        Dependencies.Detect([new("", ["Makefile"], _ => text)]).SingleOrDefault()?.Command);

    [Fact]
    public void Requirements_are_all_the_files_that_they_are_of()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["requirements.txt"] = """
                -r requirements/base.txt  # all
                --constraint=pins.txt
                -c ../../outside.txt
                -r /etc/passwd
                -r https://host/other.txt
                -e .
                flask
                """,
            ["requirements/base.txt"] = "-r more.txt\r\n-r ../requirements.txt\r\n",
        };

        var found = Dependencies.Detect([new("", ["requirements.txt"], files.GetValueOrDefault)]);

        Assert.Equal(
            ["requirements.txt", "requirements/base.txt", "pins.txt", "requirements/more.txt"],
            Assert.Single(found).Inputs);
    }

    [Fact]
    public void Each_language_and_each_directory_of_a_service_has_its_own()
    {
        var config = Load.Config("""
            services:
              web: {command: x, working_directory: ./web/}
              api: {command: x, working_directory: api}
              job: {command: x, working_directory: api}
            """);

        var directories = Dependencies.Directories(config);
        var found = Dependencies.Detect(
            [Directory("", "Cargo.toml", "requirements.txt"), Directory("web", "package.json")]);

        Assert.Equal(["", "web", "api"], directories);
        Assert.Equal(["python3", "cargo", "npm"], found.Select(install => install.Tool));
        Assert.Equal("cd web && npm install", found[^1].Typed);
    }

    [Theory]
    [InlineData("my app", "cd 'my app' && npm install", @"'cd '\''my app'\'' && npm install'")]
    [InlineData("$(id)", "cd '$(id)' && npm install", @"'cd '\''$(id)'\'' && npm install'")]
    [InlineData("a\u001b[2Jb\u202e", "cd 'a?[2Jb?' && npm install", @"'cd '\''a?[2Jb?'\'' && npm install'")]
    public void What_is_told_to_type_is_one_word_for_a_shell_and_moves_no_cursor(
        string directory, string typed, string word)
    {
        var install = Dependencies.Detect([Directory(directory, "package.json")])[0];

        Assert.Equal((typed, word), (install.Typed, install.Word));
    }

    [Fact]
    public void Workspaces_of_node_are_installed_once_at_the_top() =>
        Assert.Equal("", Assert.Single(Dependencies.Detect(
        [
            new("", ["package.json"], _ => """{"workspaces":["web"]}"""), Directory("web", "package.json"),
        ])).Directory);

    private static SourceDirectory Directory(string path, params string[] files) => new(path, files, name => name switch
    {
        "package.json" => Package,
        "go.mod" => "module a\n\nrequire b v1.0.0\n",
        "pyproject.toml" => "[tool.black]\n",
        "Makefile" => "deps:\n\ttrue\n",
        _ => "",
    });
}
