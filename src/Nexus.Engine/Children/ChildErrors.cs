using Nexus.Contracts;

namespace Nexus.Engine.Children;

internal static class ChildErrors
{
    public static NexusError Invalid(string why) =>
        new("child.invalid", $"The child home cannot be made: {why}.", "Run 'nexus replicate --to DIR --port PORT'.");

    public static NexusError There(string path) =>
        new("child.there", $"{path} is a child home already.", "See 'nexus child list', or choose another directory.");

    public static NexusError TooMany(int most) =>
        new("child.too_many", $"This home has {most} children.", "Take some out: 'nexus child rm ID'.");

    public static NexusError NotFound(string id) =>
        new("child.not_found", $"There is no child home '{id}'.", "See 'nexus child list'.");
}
