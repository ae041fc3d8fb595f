using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // No characters that look alike, none that a shell or a URL takes for more than itself.
    private const string LowerSet = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperSet = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericSet = "0123456789";
    private const string SpecialSet = "-_.{}~()*+!";

    /// <summary>Characters, at least.</summary>
    public int MinLength { get; set; }

    /// <summary>Lower-case letters are allowed.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Upper-case letters are allowed.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Digits are allowed.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Other characters are allowed.</summary>
    public bool Special { get; set; } = true;

    /// <summary>Lower-case letters, at least.</summary>
    public int MinLower { get; set; }

    /// <summary>Upper-case letters, at least.</summary>
    public int MinUpper { get; set; }

    /// <summary>Digits, at least.</summary>
    public int MinNumeric { get; set; }

    /// <summary>Other characters, at least.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc />
    public override string GetDefaultValue()
    {
        (bool Allowed, string Set, int Min)[] sets =
            [(Lower, LowerSet, MinLower), (Upper, UpperSet, MinUpper), (Numeric, NumericSet, MinNumeric), (Special, SpecialSet, MinSpecial)];
        var chars = sets.Where(s => s.Allowed && s.Min > 0).SelectMany(s => RandomNumberGenerator.GetItems<char>(s.Set, s.Min)).ToList();
        var all = string.Concat(sets.Where(s => s.Allowed).Select(s => s.Set));
        chars.AddRange(RandomNumberGenerator.GetItems<char>(all, Math.Max(0, MinLength - chars.Count)));
        var shuffled = chars.ToArray();
        RandomNumberGenerator.Shuffle<char>(shuffled);
        return new string(shuffled);
    }
}
