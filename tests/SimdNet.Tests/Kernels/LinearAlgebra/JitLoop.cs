using System.Text.RegularExpressions;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>The innermost loop of a method that has the most vector multiply-adds, as the JIT lists its instructions (DOTNET_JitDisasm), x64 or ARM64</summary>
internal sealed partial record JitLoop(string Method, bool HasRbpFrame, IReadOnlyList<string> Instructions)
{
    public int MultiplyAdds => Instructions.Count(line => MultiplyAdd().IsMatch(line));

    /// <summary>Instructions that read memory; a load of two registers (ldp) is one</summary>
    public int Loads => Instructions.Count(line => Load().IsMatch(line));

    public IEnumerable<string> Calls => Instructions.Where(line => Call().IsMatch(line));

    /// <summary>Instructions that use the stack: the registers did not suffice</summary>
    public IEnumerable<string> Spills => Instructions.Where(line => (HasRbpFrame ? StackOrRbp() : Stack()).IsMatch(line));

    public override string ToString() => $"{Method}\n{string.Join('\n', Instructions)}";

    /// <summary>The loops of all methods in a listing that have one with multiply-adds</summary>
    public static IEnumerable<JitLoop> Read(string listing)
    {
        foreach (string text in listing.Split("; Assembly listing for method ").Skip(1))
        {
            // A file that is still being written may end within a method.
            if (!text.Contains("; Total bytes of code")) continue;
            string[] lines = text.Split('\n');
            bool hasRbpFrame = lines.Contains("; rbp based frame");
            JitLoop[] loops = [.. Innermost(lines).Select(body => new JitLoop(lines[0].Trim(), hasRbpFrame, body)).Where(loop => loop.MultiplyAdds > 0)];
            if (loops.Length > 0) yield return loops.MaxBy(loop => loop.MultiplyAdds)!;
        }
    }

    // From a label to a branch back to it. The JIT moves rare blocks to the method's end, from where they branch back too: those hold other loops.
    private static IEnumerable<string[]> Innermost(string[] lines)
    {
        var labels = new Dictionary<string, int>();
        var loops = new List<(int First, int Last)>();
        for (int i = 0; i < lines.Length; i++)
        {
            Match label = Label().Match(lines[i]);
            if (!label.Success) continue;
            if (label.Index == 0) labels[label.Value] = i;
            else if (labels.TryGetValue(label.Value, out int first)) loops.Add((first, i));
        }
        return loops
            .Where(loop => !loops.Any(other => other != loop && other.First >= loop.First && other.Last <= loop.Last))
            .Select(loop => lines[loop.First..(loop.Last + 1)].Where(line => Instruction().IsMatch(line)).Select(line => line.Trim()).ToArray());
    }

    [GeneratedRegex(@"G_M\w+_IG\d+")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+[a-z]")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"^(vfn?madd\d+p[sd]|fml[as])\s")]
    private static partial Regex MultiplyAdd();

    // x64: any instruction with an address after its first operand, but lea; ARM64: ldr, ldp, ldur, ld1 ...
    [GeneratedRegex(@"^(ld\w+\s|(?!lea\s)[a-z]\w*\s+[^,\[]+,.*ptr \[)")]
    private static partial Regex Load();

    [GeneratedRegex(@"^(call|bl|blr|tail\.\w+|rex\.jmp)\s")]
    private static partial Regex Call();

    [GeneratedRegex(@"\[(rsp|sp|fp)\b")]
    private static partial Regex Stack();

    [GeneratedRegex(@"\[(rsp|rbp)\b")]
    private static partial Regex StackOrRbp();
}
