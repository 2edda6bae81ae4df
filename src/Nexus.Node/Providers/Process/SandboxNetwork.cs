using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Nexus.Node.Files;

namespace Nexus.Node.Providers.Process;

/// <summary>The network of a sandbox and who may change it.</summary>
/// <param name="Path">Of the network namespace.</param>
/// <param name="Owner">
/// Its user namespace. Bubblewrap makes two, one in the other; the network belongs to the outer one, in which no
/// process is left and which nobody inside can enter. So it is asked of the network namespace itself.
/// </param>
internal sealed record SandboxNetwork(string Path, SafeFileHandle Owner) : IDisposable
{
    /// <summary>For who made the sandbox: its input is the owner, in which it is root from then on.</summary>
    public static IReadOnlyList<string> EnterOwner { get; } =
        ["nsenter", "--preserve-credentials", "--user=/proc/self/fd/0", "--"];

    /// <returns>Null: the process has ended.</returns>
    public static SandboxNetwork? Of(int mainPid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{mainPid}/ns/net");
        var descriptor = Native.Open(path, Native.OpenReadFlags);
        if (descriptor < 0)
            return null;
        var owner = Native.Control(descriptor, Native.GetUserNamespace);
        _ = Native.Close(descriptor);
        return owner < 0 ? null : new(path, new SafeFileHandle(owner, ownsHandle: true));
    }

    public void Dispose() => Owner.Dispose();
}
