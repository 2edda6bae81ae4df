using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Services;

/// <summary>What is known of every service now, and that it changed.</summary>
internal sealed class ServiceBoard(string bootId)
{
    private readonly Lock _gate = new();
    private readonly Pulse _pulse = new();
    private List<ServiceSnapshot> _services = [];
    private long _generation = 1;
    private bool _isStarted;

    public string BootId => bootId;

    /// <summary>Completes at the next change.</summary>
    public Task Next => _pulse.Next;

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
                return [.. _services.Select(service => service.Name)];
        }
    }

    public Snapshot Read()
    {
        lock (_gate)
            return new(bootId, _generation, _isStarted, [.. _services]);
    }

    public ServiceState? StateOf(string name)
    {
        lock (_gate)
            return _services.Find(service => service.Name == name)?.State;
    }

    /// <summary>These are the services from now on; what is known of those that stay is kept.</summary>
    public void Load(IReadOnlyList<ServiceConfig> services) =>
        Change(() => _services = [.. services.Select(Known)]);

    /// <summary>The same of one alone, which may be new.</summary>
    public void Load(ServiceConfig service) => Change(() =>
    {
        var index = _services.FindIndex(known => known.Name == service.Name);
        if (index < 0)
            _services = [.. _services, Known(service)];
        else
            _services[index] = Known(service);
    });

    public void MarkStarted() => Change(() => _isStarted = true);

    /// <summary>Nothing is announced when nothing changes.</summary>
    public void Set(string name, Func<ServiceSnapshot, ServiceSnapshot> change)
    {
        lock (_gate)
        {
            var index = _services.FindIndex(service => service.Name == name);
            if (index < 0 || change(_services[index]) is var changed && changed == _services[index])
                return;
            Change(() => _services[index] = changed);
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _generation++;
        }

        _pulse.Beat();
    }

    private ServiceSnapshot? Find(string name) => _services.Find(service => service.Name == name);

    private ServiceSnapshot Known(ServiceConfig service) => new()
    {
        Name = service.Name,
        State = Find(service.Name)?.State ?? ServiceState.Pending,
        Port = service.Port,
        Internal = service.Internal,
        Command = service.Command,
        Reason = Find(service.Name)?.Reason,
        Restarts = Find(service.Name)?.Restarts ?? 0,
        LastExitCode = Find(service.Name)?.LastExitCode,
        StartedAt = Find(service.Name)?.StartedAt,
        IsHttp = service.HealthCheck.Type is HealthCheckType.Http,
    };
}
