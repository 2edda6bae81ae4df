namespace Nexus.Spec.Templates;

/// <summary>How much one evaluation may still read and write.</summary>
internal sealed class Work
{
    private long _left = TemplateLimits.MostWork;

    public void Spend(long bytes)
    {
        _left -= bytes + 1;
        if (_left < 0)
            throw TemplateErrors.TooLarge("its expressions read and write more than 16 MiB");
    }
}
