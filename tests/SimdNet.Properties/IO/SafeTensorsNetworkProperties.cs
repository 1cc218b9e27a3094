using FsCheck;
using FsCheck.Fluent;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Nn;

namespace SimdNet.Properties.IO;

/// <summary>Networks through files</summary>
public sealed class SafeTensorsNetworkProperties : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("simdnet-properties-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "network.safetensors");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_saved_network_serves_with_the_same_bits() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential saved = c.Network(), loaded = c.Shape();
        SafeTensors.Save(Path, saved.Parameters);

        SafeTensors.Load(Path, loaded.Parameters);

        SameBits.AssertEqual(saved.ParameterValues(), loaded.ParameterValues());
        using InferencePlan plan = InferencePlan.Compile(loaded.ToGraph(), new InferenceOptions { MaxBatch = c.Batch });
        using InferenceContext context = plan.CreateContext();
        var output = new float[c.Batch * plan.OutputFeatures];
        context.Run(c.Rows, output);
        SameBits.AssertEqual(LayerRun.Predict(saved, c.Rows, c.Batch), output);
    });

    [Fact]
    public void A_network_of_another_width_is_refused_with_both_shapes_and_left_as_it_was()
    {
        Gen<(NetworkCase, int)> gen =
            from c in NetworkCase.Gen
            from changed in Gen.Choose(0, c.Widths.Length - 1)
            select (c, changed);
        Prop.ForAll(gen, pair =>
        {
            (NetworkCase c, int changed) = pair;
            int[] widths = [.. c.Widths];
            widths[changed]++;
            Sequential other = (c with { Widths = widths }).Network();
            float[] before = other.ParameterValues();
            SafeTensors.Save(Path, c.Network().Parameters);

            var refusal = Assert.Throws<SafeTensorsException>(() => SafeTensors.Load(Path, other.Parameters));

            // The first weight that has the changed width among its sizes.
            int layer = Math.Max(changed - 1, 0);
            string name = other.Parameters[2 * layer].Name;
            Assert.Contains($"'{name}' F32 [{c.Widths[layer + 1]}, {c.Widths[layer]}]", refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"'{name}' F32 [{widths[layer + 1]}, {widths[layer]}]", refusal.Message, StringComparison.Ordinal);
            SameBits.AssertEqual(before, other.ParameterValues());
        });
    }

    [Fact]
    public void A_network_of_another_depth_is_refused_and_left_as_it_was() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential deeper = c.Deeper(), shallower = c.Network();
        float[] deep = deeper.ParameterValues(), shallow = shallower.ParameterValues();

        SafeTensors.Save(Path, shallower.Parameters);
        string missing = Assert.Throws<SafeTensorsException>(() => SafeTensors.Load(Path, deeper.Parameters)).Message;
        Assert.Contains($"no tensor for parameter '{deeper.Parameters[^2].Name}' F32 [1, {c.Widths[^1]}]", missing, StringComparison.Ordinal);
        SameBits.AssertEqual(deep, deeper.ParameterValues());

        SafeTensors.Save(Path, deeper.Parameters);
        string extra = Assert.Throws<SafeTensorsException>(() => SafeTensors.Load(Path, shallower.Parameters)).Message;
        Assert.Contains($"'{deeper.Parameters[^2].Name.Split('.')[0]}.", extra, StringComparison.Ordinal);
        SameBits.AssertEqual(shallow, shallower.ParameterValues());
    });
}
