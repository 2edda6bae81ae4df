namespace Nexus.Engine;

/// <summary>Who sees everything. Whoever keeps users knows.</summary>
public interface IAdministrators
{
    bool Has(string userId);
}
