using Nexus.Contracts;
using Nexus.Processes.Terminals;

namespace Nexus.Cli.Talk;

/// <summary>What an exception is to the person who called: never a stack trace.</summary>
internal static class Failure
{
    /// <returns>Null when there is nothing to tell: it was cancelled, or nobody reads any more.</returns>
    public static NexusError? Of(Exception e) => e switch
    {
        NexusException { Error: var error } => error,
        OperationCanceledException or ReaderGoneException => null,
        IOException or UnauthorizedAccessException => CliErrors.Unusable(e.Message),
        _ => CliErrors.Unexpected(e),
    };
}
