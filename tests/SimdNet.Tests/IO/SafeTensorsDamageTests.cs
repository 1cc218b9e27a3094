using System.Text;
using SimdNet.IO;
using SimdNet.Nn;

namespace SimdNet.Tests.IO;

/// <summary>Damage of every kind ends in a SafeTensorsException or in a sound load, never in between</summary>
public class SafeTensorsDamageTests
{
    [Fact]
    public void A_file_cut_at_any_byte_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] sound = SoundFile(folder);

        for (int length = 0; length < sound.Length; length++)
            Assert.False(Loads(folder.Write("f", sound[..length])), $"loaded although cut at byte {length} of {sound.Length}");
    }

    [Fact]
    public void A_file_with_bytes_appended_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.False(Loads(folder.Write("f", [.. SoundFile(folder), 0])));
    }

    [Fact]
    public void No_edit_of_one_header_byte_half_loads()
    {
        byte[] replacements = [0, (byte)' ', (byte)'"', (byte)',', (byte)'-', (byte)'.', (byte)'0', (byte)'9', (byte)':', (byte)'[',
            (byte)'\\', (byte)']', (byte)'e', (byte)'{', (byte)'}', 0x7F, 0x80, 0xFF];
        using var folder = new TemporaryFolder();
        byte[] sound = SoundFile(folder);
        int headerEnd = sound.Length - (6 * sizeof(float));
        int loaded = 0, refused = 0;

        for (int position = 0; position < headerEnd; position++)
        {
            foreach (byte replacement in replacements.Append((byte)(sound[position] ^ 1)))
            {
                byte[] edited = [.. sound];
                edited[position] = replacement;
                if (Loads(folder.Write("f", edited)))
                    loaded++;
                else
                    refused++;
            }
        }

        // Blanks for blanks, and the like, change nothing; almost everything else does.
        Assert.InRange(loaded, 1, refused / 10);
    }

    [Fact]
    public void Random_headers_are_refused_or_cover_their_buffer_exactly()
    {
        int accepted = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            long bufferLength = random.Next(0, 4) * 4;
            byte[] header = Encoding.UTF8.GetBytes(RandomHeader(random));
            if (random.Next(2) == 0)
                header[random.Next(header.Length)] = (byte)random.Next(256);
            if (IsAccepted(header, bufferLength, seed))
                accepted++;
        }

        // Some must be sound, or the checks behind the first one were never reached.
        Assert.InRange(accepted, 100, 10_000);
    }

    private static bool IsAccepted(byte[] header, long bufferLength, int seed)
    {
        try
        {
            SafeTensorsHeader read = SafeTensorsHeaderReader.Read(header, bufferLength, "fuzz");
            long end = 0;
            foreach (SafeTensorInfo tensor in read.Tensors.Values)
            {
                Assert.Equal(end, tensor.Begin);
                end = tensor.End;
            }

            Assert.Equal(bufferLength, end);
            return true;
        }
        catch (SafeTensorsException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, {bufferLength} bytes behind {Encoding.Latin1.GetString(header)}", e);
        }
    }

    // Mostly sound tensors, end to end, with now and then a value from a list of hostile ones.
    private static string RandomHeader(Random random)
    {
        string[] hostile = ["-1", "0.5", "1e9", "9223372036854775807", "18446744073709551616", "null", "\"\"", "[]", "{}", "[[]]", "true", "\"\\uD800\""];
        string Rarely(string usual) => random.Next(20) == 0 ? hostile[random.Next(hostile.Length)] : usual;
        var entries = new List<string>();
        if (random.Next(3) == 0)
            entries.Add($"\"__metadata__\":{Rarely($"{{\"k\":{Rarely("\"v\"")}}}")}");
        int begin = 0;
        for (int i = random.Next(4); i > 0; i--)
        {
            int elements = random.Next(0, 3);
            int end = begin + (elements * 4);
            string name = random.Next(30) == 0 ? "same" : $"t{i}";
            string shape = Rarely($"[{Rarely($"{elements}")},{Rarely("1")}]");
            string offsets = Rarely($"[{Rarely($"{begin}")},{Rarely($"{end}")}]");
            entries.Add(SafeTensorsBytes.Tensor(name, Rarely(random.Next(2) == 0 ? "\"F32\"" : "\"U32\""), shape, offsets));
            begin = end;
        }

        return $"{{{string.Join(",", entries)}}}";
    }

    private static byte[] SoundFile(TemporaryFolder folder)
    {
        Parameter weight = new("w", 2, 2), bias = new("b", 2);
        for (int i = 0; i < 6; i++)
            (i < 4 ? weight.Value : bias.Value)[i % 4] = i + 1;
        SafeTensors.Save(folder.File("sound"), [weight, bias], new Dictionary<string, string> { ["k"] = "v" });
        return File.ReadAllBytes(folder.File("sound"));
    }

    /// <summary>false if the load was refused with every parameter unchanged, true if all values came; anything else fails the test</summary>
    private static bool Loads(string path)
    {
        Parameter weight = new("w", 2, 2), bias = new("b", 2);
        weight.Value.Fill(-1);
        bias.Value.Fill(-1);
        bool loaded = true;
        try
        {
            SafeTensors.Load(path, [weight, bias]);
        }
        catch (SafeTensorsException)
        {
            loaded = false;
        }

        Assert.Equal(loaded ? [1, 2, 3, 4] : [-1, -1, -1, -1], weight.Value.ToArray());
        Assert.Equal(loaded ? [5, 6] : [-1, -1], bias.Value.ToArray());
        return loaded;
    }
}
