namespace Nexus.Processes.Linux;

/// <summary>
/// Sleeps in waitid(2) until some child, own or inherited, has ended, and then has it collected. When there is none it
/// waits for the next to be started: nobody inherits anything from nobody.
/// </summary>
internal sealed unsafe class ReaperThread : IDisposable
{
    private const int AnyChild = 0;
    private const int Exited = 4;
    private const int LeaveIt = 0x01000000;
    private const int NoChild = 10;
    private const int InformationSize = 128;
    private const int StackSize = 128 * 1024;

    private readonly SemaphoreSlim _started = new(0);
    private readonly Action _reap;
    private volatile bool _isDisposed;

    public ReaperThread(Action reap)
    {
        _reap = reap;
        new Thread(Run, StackSize) { IsBackground = true, Name = "reaper" }.Start();
    }

    public void Wake() => _started.Release();

    /// <summary>The thread ends at the next event, or with the process.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Wake();
    }

    private void Run()
    {
        var information = stackalloc byte[InformationSize];
        while (!_isDisposed)
        {
            if (Libc.WaitAny(AnyChild, 0, information, Exited | LeaveIt) == 0)
                _reap();
            else if (Libc.LastError == NoChild)
                _started.Wait();
        }
    }
}
