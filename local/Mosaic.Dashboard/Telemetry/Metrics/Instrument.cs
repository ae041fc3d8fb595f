namespace Mosaic.Dashboard.Telemetry;

/// <summary>An instrument of a program, all its instances together.</summary>
/// <param name="Resource">The resource's name (<c>service.name</c>).</param>
/// <param name="Scope">The meter's name.</param>
/// <param name="Name">Its name: <c>http.server.request.duration</c>.</param>
/// <param name="Description">What the program says of it; may be empty.</param>
/// <param name="Unit">In UCUM: <c>s</c>, <c>By</c>, <c>{message}</c>; may be empty.</param>
/// <param name="Type">What it measures.</param>
public sealed record Instrument(string Resource, string Scope, string Name, string Description, string Unit, InstrumentType Type)
{
    public bool Equals(Instrument? other) => other is not null && Resource == other.Resource && Scope == other.Scope && Name == other.Name;

    public override int GetHashCode() => HashCode.Combine(Resource, Scope, Name);
}
