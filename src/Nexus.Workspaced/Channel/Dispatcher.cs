using Nexus.Contracts;

namespace Nexus.Workspaced.Channel;

/// <summary>Answers one verb. An exception before acceptance refuses the request with its error.</summary>
internal delegate Task Answer(Connection connection, CancellationToken cancellationToken);

/// <summary>Finds who answers a request.</summary>
internal sealed class Dispatcher(string workspaceId, IReadOnlyDictionary<string, Answer> answers)
{
    /// <exception cref="NexusException"><c>workspaced.wrong_workspace</c>, <c>workspaced.unknown_verb</c>.</exception>
    public Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var request = connection.Request;
        if (!string.Equals(request.WorkspaceId, workspaceId, StringComparison.Ordinal))
            throw WorkspacedErrors.WrongWorkspace(request.WorkspaceId, workspaceId);
        if (!answers.TryGetValue(request.Verb, out var answer))
            throw WorkspacedErrors.UnknownVerb(request.Verb);
        return answer(connection, cancellationToken);
    }
}
