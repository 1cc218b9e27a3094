using System.Text;
using SimdNet.Data;
using SimdNet.Tests.IO;
using SimdNet.Training;

namespace SimdNet.Tests.Data;

public sealed class CsvTests : IDisposable
{
    private static readonly CsvColumn[] s_people =
    [
        CsvColumn.Number("age", CsvMissing.Mean), CsvColumn.Category("town", allowsUnknown: true), CsvColumn.Ignored("note"), CsvColumn.Label("ill"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a,b\nc,d\n", "a|b/c|d")]
    [InlineData("a,b\r\nc,d", "a|b/c|d")]
    [InlineData("\r\n\na\n\n", "a")]
    [InlineData(",\n,,", "|/||")]
    [InlineData("\"a,b\",\"c\"\"d\",\"\"\n", "a,b|c\"d|")]
    [InlineData("\"a\r\nb\",c\n", "a\r\nb|c")]
    [InlineData("\uFEFFa,b", "a|b")]
    [InlineData("", "")]
    public void Records_are_read(string text, string expected)
    {
        using var reader = new CsvReader(new StringReader(text), "f");
        List<string> records = [];
        while (reader.Read())
            records.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.Field(i).ToString())));
        Assert.Equal(expected, string.Join('/', records));
    }

    [Theory]
    [InlineData("a\nb\"c,d", "f, line 2: column 1 has a quote inside a field")]
    [InlineData("a,\"b", "f, line 1: column 2 has no closing quote")]
    [InlineData("\"a\nb\"\nc,\"d\"e", "f, line 3: column 2 goes on with 'e' behind its closing quote")]
    [InlineData("a\rb", "f, line 1: ends with CR alone")]
    [InlineData("a\n12345678901,b", "f, line 2: column 1: the record has more than 10 characters")]
    [InlineData("\"12345678901", "f, line 1: column 1: the record has more than 10 characters")]
    [InlineData(",,,,,,,,,,,,", "f, line 1: has more than 10 fields")]
    public void Damaged_records_are_refused(string text, string expected)
    {
        using var reader = new CsvReader(new StringReader(text), "f", maxRecordLength: 10);
        Refuses(expected, () =>
        {
            while (reader.Read())
            {
            }
        });
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        using var reader = new CsvReader(_folder.Write("f", [0x61, 0xFF, 0x0A]));
        Refuses("bytes that are not UTF-8", () => reader.Read());
    }

    [Fact]
    public void A_record_takes_no_memory()
    {
        using var reader = new CsvReader(new StringReader(string.Concat(Enumerable.Repeat("1,\"2\",3\n", 20_000))), "f");
        Assert.Equal(0, Allocation.Measure(() => reader.Read(), 100));
    }

    [Fact]
    public void Columns_become_features_and_classes()
    {
        string path = Write("note,ill,town,age\nx,no,Ulm,10\n,yes,Bonn,NA\n,no,\"Ulm\",20\n");

        CsvEncoding encoding = CsvEncoding.Fit(path, s_people);
        DataSet data = encoding.Read(path);

        Assert.Equal((2, 2, 0), (encoding.Features, encoding.Classes, encoding.Outputs));
        Assert.Equal(["Bonn", "Ulm"], encoding.CategoriesOf("town"));
        Assert.Equal(["no", "yes"], encoding.ClassNames);
        Assert.Equal([10, 1, 15, 0, 20, 1], data.Inputs.ToArray());
        Assert.Equal([0, 1, 0], data.Labels.ToArray());
    }

    [Fact]
    public void Only_the_training_rows_are_learned_from()
    {
        string path = Write("age,town,note,ill\n10,Ulm,,0\n90,Bonn,,1\n20,Ulm,,10\n,Ulm,,2\n30,Ulm,,2\n");

        CsvEncoding encoding = CsvEncoding.Fit(path, s_people, rows: row => row != 1);
        DataSet rest = encoding.Read(path, rows: row => row >= 3);

        Assert.Equal(["0", "2", "10"], encoding.ClassNames);
        Assert.Equal([20, 0, 30, 0], rest.Inputs.ToArray());
        Assert.Equal([1, 1], rest.Labels.ToArray());
        Refuses("line 3, column 4 ('ill'): '1' is none of the 3 that were learned", () => encoding.Read(path));

        DataSet unknown = encoding.Read(Write("age,town,note,ill\n5,Bonn,,0\n"));
        Assert.Equal([5, 1], unknown.Inputs.ToArray());
        Assert.Equal([0, 1, 0, 1, 0, 1], Spread(encoding, [0, 0, 1, 1]));
    }

    [Fact]
    public void Values_are_targets_and_missing_ones_have_policies()
    {
        CsvColumn[] columns = [CsvColumn.Number("x", missingValue: -1), CsvColumn.Category("c", missingCategory: "none"), CsvColumn.Target("y"), CsvColumn.Target("z")];
        string path = Write("1;b;3;4\n?;?;5;1e1\n");
        var options = new CsvOptions { Header = CsvHeader.None, Separator = ';', MissingTexts = ["?"] };

        DataSet data = CsvEncoding.Fit(path, columns, options).Read(path);

        Assert.Equal([1, 0, -1, 1], data.Inputs.ToArray());
        Assert.Equal([3, 4, 5, 10], data.Values.ToArray());
    }

    [Fact]
    public void A_first_line_that_is_no_header_is_passed_over()
    {
        string path = Write("150,4,setosa\n1,2\n");
        DataSet data = CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Target("b")], new CsvOptions { Header = CsvHeader.Skipped }).Read(path);
        Assert.Equal(1, data.Count);
    }

    [Theory]
    [InlineData("a,b\n1,x", "line 2, column 2 ('b'): 'x' is no finite number")]
    [InlineData("b,a\n1,2\n1e99,2", "line 3, column 1 ('b'): '1e99' is no finite number")]
    [InlineData("a,b\nNaN,2", "line 2, column 1 ('a'): 'NaN' is no finite number")]
    [InlineData("a,b\n,2", "line 2, column 1 ('a'): the value is missing")]
    [InlineData("a,b\n2,NA", "line 2, column 2 ('b'): the value is missing")]
    [InlineData("a,b\n1,2,3", "line 2: expected 2 columns, but there are 3")]
    [InlineData("a,b,c\n", "line 1: the header has 3 columns, but 2 were named")]
    [InlineData("a,c\n", "line 1: column 2 is called 'c', which is none of the named ones")]
    [InlineData("a,a\n", "line 1: column 2 is called 'a', which is there twice")]
    [InlineData("", "line 1: expected a header, but the file is empty")]
    [InlineData("a,b\n", "no row of data to learn from")]
    public void Errors_name_line_and_column(string text, string expected)
    {
        string path = Write(text);
        Refuses(expected, () => CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Target("b")]).Read(path));
    }

    [Fact]
    public void Columns_must_make_a_data_set()
    {
        string path = Write("");
        Assert.Throws<ArgumentException>("columns", () => CsvEncoding.Fit(path, [CsvColumn.Number("a")]));
        Assert.Throws<ArgumentException>("columns", () => CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Label("b"), CsvColumn.Target("c")]));
        Assert.Throws<ArgumentException>("columns", () => CsvEncoding.Fit(path, [CsvColumn.Number("a"), CsvColumn.Target("a")]));
    }

    private static float[] Spread(CsvEncoding encoding, float[] x)
    {
        OneHot oneHot = encoding.OneHot();
        var y = new float[x.Length / oneHot.InFeatures * oneHot.OutFeatures];
        oneHot.Apply(x, y);
        return y;
    }

    [Fact]
    public void An_encoding_learns_from_the_rows_of_a_part()
    {
        string path = Write("a,town,b\n1,x,0\n,y,1\n5,x,0\n9,z,2\n");
        CsvColumn[] columns = [CsvColumn.Number("a", CsvMissing.Mean), CsvColumn.Category("town", allowsUnknown: true), CsvColumn.Target("b")];

        CsvEncoding encoding = CsvEncoding.Fit(path, columns, rows: [2, 0, 2, 1]);

        Assert.Equal(["x", "y"], encoding.CategoriesOf("town"));
        Assert.Equal([1, 0, 3, 1, 5, 0, 9, 2], encoding.Read(path).Inputs.ToArray());
        Assert.Throws<ArgumentException>("rows", () => CsvEncoding.Fit(path, columns, rows: []));
        Assert.StartsWith($"{path} has 4 rows of data, counted from 0.", Assert.Throws<ArgumentOutOfRangeException>("rows", () => CsvEncoding.Fit(path, columns, rows: [0, 4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => CsvEncoding.Fit(path, columns, rows: [-1]));
    }

    private static void Refuses(string expected, Action call) =>
        Assert.Contains(expected, Assert.Throws<DataFileException>(call).Message, StringComparison.Ordinal);

    private string Write(string text) => _folder.Write("f.csv", Encoding.UTF8.GetBytes(text));
}
