using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SimdNet.Reports;

/// <summary>Texts of any origin as XML</summary>
internal static class Xml
{
    private const char Replacement = '\uFFFD';

    /// <summary>Puts U+FFFD in place of what XML cannot hold (control characters, halves of surrogate pairs) in all texts and attributes of a tree</summary>
    public static void Clean(XElement tree)
    {
        foreach (XElement element in tree.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
                attribute.Value = Clean(attribute.Value);
        }

        foreach (XText text in tree.DescendantNodes().OfType<XText>())
            text.Value = Clean(text.Value);
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
                clean.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                clean.Append(text[i]).Append(text[++i]);
            else
                clean.Append(Replacement);
        }

        return clean.ToString();
    }
}
