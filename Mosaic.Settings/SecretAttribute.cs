namespace Mosaic.Settings;

/// <summary>A value that no message shows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
