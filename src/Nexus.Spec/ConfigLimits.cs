namespace Nexus.Spec;

/// <summary>What an environment may be asked for, in a file or in a request.</summary>
public static class ConfigLimits
{
    public const double LeastCpus = 0.1;
    public const double MostCpus = 1024;
    public const long MostBytes = 1L << 60;
}
