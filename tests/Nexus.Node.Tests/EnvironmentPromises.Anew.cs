using Nexus.Contracts;

namespace Nexus.Node.Tests;

/// <summary>Of environments that are made anew, and of their bounds.</summary>
public abstract partial class EnvironmentPromises
{
    [Fact(Timeout = 120_000)]
    public async Task Made_anew_it_keeps_its_home_alone_and_is_of_what_is_asked_now()
    {
        var session = await Server.SessionAsync(Ct);
        await session.EnsureAsync(Wanted, Ct);
        await Server.SetUpAsync(Id, Ct);
        await Server.ExecAsync(
            Id, "mkdir ~/workspace; echo mine >~/workspace/kept; sudo -n touch /etc/gone || touch /etc/gone", Ct);

        var reply = await session.RecreateAsync(Wanted with { MemoryBytes = 256 << 20 }, "r-1", Ct);
        await Server.SetUpAsync(Id, Ct);
        var (_, seen) = await Server.ExecAsync(
            Id, "cat ~/workspace/kept; echo more >>~/workspace/kept; ls /etc/gone 2>&1 || true", Ct);

        Assert.True(reply.IsNew);
        Assert.Equal(256 << 20, reply.Made?.MemoryBytes);
        Assert.StartsWith("mine\nls: ", seen, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_command_makes_it_anew_once_whatever_is_forgotten()
    {
        var first = await (await Server.SessionAsync(Ct)).RecreateAsync(Wanted, "r-1", Ct);
        await Node.StopAsync();
        File.Delete(Path.Combine(Node.Options.State, "journal"));

        Node.Start();
        var session = await Server.SessionAsync(Ct);
        var again = await session.RecreateAsync(Wanted, "r-1", Ct);
        var other = await session.RecreateAsync(Wanted, "r-2", Ct);

        Assert.Equal(first.Hello.BootId, again.Hello.BootId);
        Assert.NotEqual(first.Hello.BootId, other.Hello.BootId);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_cannot_be_made_leaves_the_old_one_as_it_was()
    {
        var session = await Server.SessionAsync(Ct);
        var before = await session.EnsureAsync(Wanted, Ct);

        var failure = await Assert.ThrowsAsync<NexusException>(
            () => session.RecreateAsync(Wanted with { Image = "nexus/none:1" }, "r-1", Ct));

        Assert.Equal(Provider is "docker" ? "image.not_found" : "process.no_images", failure.Error.Code);
        Assert.Equal(before.Hello.BootId, (await session.EnsureAsync(Wanted, Ct)).Hello.BootId);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_never_answered_gives_way_to_what_is_asked_instead()
    {
        var session = await Server.SessionAsync(Ct);
        var silent = await session.RecreateAsync(Wanted with { MemoryBytes = 256 << 20 }, "r-1", Ct);
        await Node.StopAsync();
        foreach (var record in Directory.GetFiles(
            Node.Options.State, "environment.json", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(record, Ct);
            Assert.Contains("\"has_answered\":true", text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(
                record, text.Replace("\"has_answered\":true", "\"has_answered\":false", StringComparison.Ordinal), Ct);
        }

        Node.Start();
        session = await Server.SessionAsync(Ct);
        var made = await session.EnsureAsync(Wanted, Ct);
        var again = await session.EnsureAsync(Wanted with { MemoryBytes = 512 << 20 }, Ct);

        Assert.NotEqual(silent.Hello.BootId, made.Hello.BootId);
        Assert.Equal(Wanted.MemoryBytes, made.Made?.MemoryBytes);
        Assert.Equal(made.Hello.BootId, again.Hello.BootId);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_disk_that_cannot_be_bounded_is_said()
    {
        var session = await Server.SessionAsync(Ct);

        var reply = await session.EnsureAsync(Wanted with { DiskBytes = 1L << 30 }, Ct);

        Assert.Equal("environment.unbounded", reply.Unbounded?.Code);
        Assert.Contains("disk", reply.Unbounded?.Message, StringComparison.Ordinal);
    }
}
