using System.Diagnostics;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Journeys.Campaigns;

/// <summary>Works in two workspaces, whatever happens around, and knows what must be in them.</summary>
internal sealed class ChaosUser(Person person, string repository, ChaosRecord record, int seed)
{
    private static readonly string[] Names = ["one", "two"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, KeptFiles> _files =
        Names.ToDictionary(name => name, name => new KeptFiles(person.Name, name), StringComparer.Ordinal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Person Person => person;

    public int Files => _files.Values.Sum(files => files.Acknowledged);

    /// <summary>One deed after another until somebody says stop; the last is ended.</summary>
    public async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ActAsync(Names[_random.Next(Names.Length)]);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300)), TimeProvider.System, Ct);
        }
    }

    /// <summary>Until every workspace is as wished for, or is after the one command its error asks for.</summary>
    public async Task SettleAsync(TimeSpan within)
    {
        foreach (var name in Names)
        {
            if (await new Settling(person, name, record).RunAsync(within) is { } view)
                await ReadAllAsync(view, within);
        }
    }

    /// <summary>All of it, by its own means.</summary>
    public async Task RemoveAllAsync()
    {
        foreach (var name in Names)
        {
            var removed = await person.TryNexusAsync("workspace", "rm", name, "--yes", "--force");
            if (!removed.IsSuccess && !removed.Error.Contains("workspace.not_found", StringComparison.Ordinal))
                record.Problems.Enqueue($"{person.Name}/{name} could not be removed: {removed.Error}");
        }
    }

    /// <summary>Somebody else's workspaces are not even there.</summary>
    public async Task PryAsync()
    {
        var foreign = record.Owners.Where(pair => pair.Value != person.Name).Select(pair => pair.Key).ToArray();
        if (foreign.Length > 0)
        {
            var id = foreign[_random.Next(foreign.Length)];
            var command = _random.Next(2) == 0 ? (string[])["status", id] : ["exec", id, "--", "true"];
            var tried = await person.TryNexusAsync(["workspace", .. command]);
            record.Count("pries");
            if (tried.IsSuccess)
                record.Reach($"{person.Name} reached {id} of {record.Owners[id]}");
        }

        var listed = await person.TryNexusAsync("workspace", "list", "--json");
        if (!record.Add("list", listed))
            return;
        var seen = JsonSerializer.Deserialize(listed.Output, ContractsJson.Default.WorkspacePage)!.Items;
        foreach (var workspace in seen.Where(workspace => workspace.Owner != person.Name))
            record.Reach($"{person.Name} was shown {workspace.WorkspaceId} of {workspace.Owner}");
    }

    private Task ActAsync(string name) => _random.Next(20) switch
    {
        < 7 => WriteAsync(name),
        < 10 => CheckAsync(name),
        < 12 => UploadAsync(name),
        12 => PryAsync(),
        13 => DoAsync("logs", name),
        14 => DoAsync("restart", name),
        15 => DoAsync("rebuild", name),
        16 => DoAsync("down", name),
        17 => RemoveAsync(name),
        _ => UpAsync(name),
    };

    private async Task<bool> DoAsync(string deed, string name) =>
        record.Add(deed, await person.TryNexusAsync("workspace", deed, name));

    private async Task WriteAsync(string name)
    {
        var files = _files[name];
        var number = files.Begin();
        var written = await person.TryNexusAsync("workspace", "exec", name, files.Write(number));
        if (record.Add("write", written))
            files.Acknowledge(number);
        else
            await UpAsync(name);
    }

    private async Task CheckAsync(string name)
    {
        var printed = await person.TryNexusAsync("workspace", "exec", name, KeptFiles.Print);
        if (record.Add("read", printed))
            Compare(name, printed.Output);
    }

    /// <summary>Through the SSH door, as scp and rsync do.</summary>
    private async Task UploadAsync(string name)
    {
        if ((await person.LookAsync(name)).View is not { Ssh.Port: not null } view)
            return;
        var files = _files[name];
        var number = files.Begin();
        var script = $"cd workspace && mkdir -p n && cat >n/.{number} && sleep 1 && mv n/.{number} n/{number}";
        if (record.Add("ssh", await person.SshAsync(view, script, files.Text(number))))
            files.Acknowledge(number);
    }

    /// <summary>Makes it, when there is none; brings it up otherwise. What it says to do is done.</summary>
    private async Task UpAsync(string name)
    {
        var up = await person.TryNexusAsync("workspace", "up", name);
        if (up.Error.Contains("workspace.not_found", StringComparison.Ordinal))
            await CreateAsync(name);
        else if (!record.Add("up", up) && up.Error.Contains("workspace.no_upload", StringComparison.Ordinal))
            await RemoveAsync(name);
    }

    private async Task CreateAsync(string name)
    {
        record.Add("create", await person.TryNexusAsync(
            "workspace", "create", name, "--source", repository, "--provider", name is "one" ? "process" : "docker"));
        if ((await person.LookAsync(name)).View is { } view)
            record.Owners[view.WorkspaceId] = person.Name;
    }

    /// <summary>
    /// What was not answered may be done all the same, also a moment after somebody looked: who wants it removed asks
    /// until it is, and works in it no more.
    /// </summary>
    private async Task RemoveAsync(string name)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromMinutes(5))
        {
            var removed = await person.TryNexusAsync("workspace", "rm", name, "--yes", "--force");
            if (record.Add("rm", removed) || removed.Error.Contains("workspace.not_found", StringComparison.Ordinal))
            {
                _files[name].Forget();
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, Ct);
        }

        record.Problems.Enqueue($"{person.Name}/{name} is not removed in five minutes");
    }

    /// <summary>What was down comes up for it. What is lost a moment after it was ready heals first.</summary>
    private async Task ReadAllAsync(WorkspaceView view, TimeSpan within)
    {
        var name = view.WorkspaceName;
        if (view.Desired is DesiredState.Down)
            await DoAsync("up", name);
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var printed = await person.TryNexusAsync("workspace", "exec", name, KeptFiles.Print);
            if (printed.IsSuccess)
            {
                Compare(name, printed.Output);
                return;
            }

            if (Stopwatch.GetElapsedTime(since) > within)
            {
                record.Problems.Enqueue($"{person.Name}/{name} cannot be read at the end: {printed.Error}");
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, Ct);
        }
    }

    private void Compare(string name, string printed)
    {
        var problems = _files[name].Compare(printed).ToArray();
        record.Compare(_files[name].Acknowledged, problems);
        if (problems.Length > 0)
            record.Explain($"{person.Name} before that:\n{person.Diary}\nthe blows:\n{record.Diary}");
    }
}
