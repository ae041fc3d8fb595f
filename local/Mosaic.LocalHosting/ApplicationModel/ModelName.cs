namespace Aspire.Hosting.ApplicationModel;

internal static class ModelName
{
    private const int MaxLength = 64;

    /// <summary>Returns <paramref name="name"/> if it can name a resource in every place Aspire puts it.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var valid = name.Length <= MaxLength
            && char.IsAsciiLetter(name[0])
            && name[^1] != '-'
            && !name.Contains("--", StringComparison.Ordinal)
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        return valid
            ? name
            : throw new ArgumentException(
                $"Resource name '{name}' is invalid: up to {MaxLength} ASCII letters, digits and single hyphens, a letter first, no hyphen last.",
                nameof(name));
    }
}
