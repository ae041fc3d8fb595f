using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.RabbitMQHosting;

/// <summary>
/// The broker's user, in a file it loads at every start: unlike its default user, which only an empty broker makes, a
/// password that changed between runs is taken over, and no character of it can break a configuration file.
/// </summary>
internal static class Definitions
{
    private const int SaltSize = 4;

    public static string Render(string user, string password)
    {
        var definitions = new JsonObject
        {
            ["vhosts"] = new JsonArray(new JsonObject { ["name"] = "/" }),
            ["users"] = new JsonArray(new JsonObject
            {
                ["name"] = user,
                ["password_hash"] = Hash(password, RandomNumberGenerator.GetBytes(SaltSize)),
                ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
                ["tags"] = "administrator",
            }),
            ["permissions"] = new JsonArray(new JsonObject
            {
                ["user"] = user,
                ["vhost"] = "/",
                ["configure"] = ".*",
                ["write"] = ".*",
                ["read"] = ".*",
            }),
        };
        return definitions.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>As RabbitMQ computes it: the salt, then the SHA-256 of salt and password, all in base 64.</summary>
    internal static string Hash(string password, byte[] salt)
    {
        byte[] salted = [.. salt, .. Encoding.UTF8.GetBytes(password)];
        return Convert.ToBase64String([.. salt, .. SHA256.HashData(salted)]);
    }
}
