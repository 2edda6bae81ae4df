using Microsoft.Extensions.Options;

namespace Nexus.Engine;

/// <summary>Tells all that is wrong with a section at once, each by the key that was typed.</summary>
public abstract class EveryProblem<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    protected abstract IEnumerable<string> Problems(TOptions options);
}
