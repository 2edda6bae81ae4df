namespace Nexus.Server.Settings;

/// <summary>The log on standard output: lines of JSON for machines, or of text for people.</summary>
internal static class ServerLog
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static void AddServerLog(this ILoggingBuilder logging, string format)
    {
        logging.ClearProviders();
        if (format is "text")
        {
            logging.AddSimpleConsole(options =>
            {
                (options.IncludeScopes, options.UseUtcTimestamp, options.SingleLine) = (true, true, true);
                options.TimestampFormat = $"{Time} ";
            });
            return;
        }

        logging.AddJsonConsole(options =>
        {
            (options.IncludeScopes, options.UseUtcTimestamp) = (true, true);
            options.TimestampFormat = Time;
        });
    }
}
