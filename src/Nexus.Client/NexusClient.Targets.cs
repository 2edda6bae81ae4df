using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Web servers that events are sent to.</summary>
public sealed partial class NexusClient
{
    public async Task<TargetPage> TargetsAsync(int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"/api/v1/targets?{query}", ContractsJson.Default.TargetPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    public Task<TargetView> AddTargetAsync(TargetCreateRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/targets", JsonContent.Create(request, ContractsJson.Default.TargetCreateRequest),
            ContractsJson.Default.TargetView, cancellationToken);

    public Task<TargetView> RemoveTargetAsync(string target, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Target(target), ContractsJson.Default.TargetView, cancellationToken);

    /// <summary>What a target did not take, oldest first.</summary>
    public async Task<LetterPage> LettersAsync(string target, int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"{Target(target)}/letters?{query}", ContractsJson.Default.LetterPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    /// <param name="target">Its name or id.</param>
    /// <param name="letter">Null: all of them.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public Task<RedriveView> RedriveAsync(string target, string? letter, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Target(target)}/redrive", JsonContent.Create(new(letter), ContractsJson.Default.RedriveRequest),
            ContractsJson.Default.RedriveView, cancellationToken);

    public Task<LetterView> DropLetterAsync(string target, string letter, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(
            $"{Target(target)}/letters/{Uri.EscapeDataString(letter)}", ContractsJson.Default.LetterView,
            cancellationToken);

    private static string Target(string target) => $"/api/v1/targets/{Uri.EscapeDataString(target)}";
}
