using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Guide;

/// <summary>The guide: every command of it is run, in its order, and prints what the page shows.</summary>
public sealed class GuideTests
{
    public static TheoryData<string> Pages => [.. GuidePage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_is_what_happens(string name)
    {
        await using var nexus = await Installation.StartAsync("docker");
        var page = GuidePage.Read(name);

        await page.FollowAsync(nexus);
    }
}
