namespace Nexus.Spec.Tests;

public sealed class UserConfigTests
{
    [Fact]
    public void The_generated_file_of_a_user_is_read()
    {
        var (config, problems) = UserConfigLoader.Load("""
            version: "1.0"
            server: "staging.example.com"
            server_port: 3001
            github:
              username: "github-username"
            ssh:
              key_path: "~/.ssh/id_ed25519"
              key_type: "ed25519"
            editor:
              preferred: "cursor"
            connect: ssh
            """, "config.yaml");

        Assert.Empty(problems);
        Assert.Equal(
            new()
            {
                Server = "staging.example.com",
                ServerPort = 3001,
                KeyPath = "~/.ssh/id_ed25519",
                Editor = "cursor",
                ConnectsBySsh = true,
            },
            config);
    }

    [Fact]
    public void What_is_wrong_is_told_and_left_out()
    {
        var (config, problems) = UserConfigLoader.Load("server_port: many\nserver: here\n", "config.yaml");

        Assert.Equal(new() { Server = "here" }, config);
        Assert.Equal("config.bad_port", Assert.Single(problems).Code);
    }
}
