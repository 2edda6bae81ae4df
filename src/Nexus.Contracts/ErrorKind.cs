namespace Nexus.Contracts;

/// <summary>What an error means to whoever branches on it: the server's status, the client's exit code.</summary>
public enum ErrorKind
{
    Failed,
    Usage,
    Unauthorized,
    Forbidden,
    NotFound,
    Conflict,
    Halted,
    Unreachable,
    ProgramMissing,
    WrongMethod,
    WrongType,
    NoSpace,
    TooLarge,
    Malformed,
    TooMany,
}
