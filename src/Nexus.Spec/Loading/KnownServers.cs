namespace Nexus.Spec.Loading;

/// <summary>Programs whose name says what they are.</summary>
internal static class KnownServers
{
    private static readonly string[] Databases =
    [
        "postgres", "postmaster", "mysqld", "mysqld_safe", "mariadbd", "redis-server", "valkey-server", "mongod",
        "memcached",
    ];

    /// <summary>The port a URL of this scheme means when it names none.</summary>
    public static int? PortOf(string scheme) => scheme switch
    {
        "psql" or "postgres" or "postgresql" => 5432,
        "mysql" or "mariadb" => 3306,
        "redis" => 6379,
        "mongodb" => 27017,
        "amqp" => 5672,
        "memcached" => 11211,
        "nats" => 4222,
        "http" => 80,
        _ => null,
    };

    public static bool IsDatabase(string command)
    {
        var words = command.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var program = words.FirstOrDefault(word => word is not "exec") ?? "";
        return Databases.Contains(program[(program.LastIndexOf('/') + 1)..], StringComparer.Ordinal);
    }
}
