using System.Text.Json;
using SimdNet.Data;

namespace SimdNet.IO;

/// <summary>A CSV encoding to and from the JSON of a model file: how the file is written, and for each column its role, its policies and what was learned</summary>
internal static class CsvEncodingFormat
{
    private const int MostColumns = 1 << 16;

    // In the order of the enumerations.
    private static readonly string[] _roles = ["number", "category", "label", "target", "ignored"];
    private static readonly string[] _headers = ["names", "none", "skipped"];

    public static void Write(Utf8JsonWriter json, string key, CsvEncoding encoding)
    {
        json.WriteStartObject(key);
        json.WriteString("separator", SafeTensorsHeaderWriter.Checked(encoding.Options.Separator.ToString(), "the separator"));
        json.WriteString("header", _headers[(int)encoding.Options.Header]);
        ModelWriter.WriteTexts(json, "missing", encoding.Options.MissingTexts);
        json.WriteNumber("maxrecordlength", encoding.Options.MaxRecordLength);
        json.WriteStartArray("columns");
        for (int i = 0; i < encoding.Columns.Count; i++)
            WriteColumn(json, encoding, i);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="SafeTensorsException">anything that <see cref="Write"/> does not write</exception>
    public static CsvEncoding Read(ref CheckedJson json, string what)
    {
        string? separator = null, header = null;
        List<string>? missing = null;
        int? maxRecordLength = null;
        List<ColumnDescription>? columns = null;
        json.Expect(JsonTokenType.StartObject, what);
        while (json.Next() == JsonTokenType.PropertyName)
        {
            string key = json.Text($"a key of {what}");
            switch (key)
            {
                case "separator" when separator is null:
                    separator = json.NextText(key);
                    break;
                case "header" when header is null:
                    header = json.NextText(key);
                    break;
                case "missing" when missing is null:
                    missing = json.NextTexts(key, CsvEncoding.MostCategories);
                    break;
                case "maxrecordlength" when maxRecordLength is null:
                    maxRecordLength = json.NextInteger(key);
                    break;
                case "columns" when columns is null:
                    columns = ReadColumns(ref json);
                    break;
                default:
                    throw json.Refused($"{what} has the key {SafeTensorsException.Quote(key)}; expected separator, header, missing, maxrecordlength and columns, once each");
            }
        }

        if (separator is not { Length: 1 } || separator[0] is '"' or '\r' or '\n')
            throw json.Refused($"separator of {what} must be one character, no quote and no line end");
        int place = Array.IndexOf(_headers, header);
        if (place < 0 || missing is null || maxRecordLength is not > 0 || columns is null)
            throw json.Refused($"{what} must have a header ({string.Join(", ", _headers)}), missing, a maxrecordlength above 0 and columns");
        var options = new CsvOptions { Separator = separator[0], Header = (CsvHeader)place, MissingTexts = missing, MaxRecordLength = maxRecordLength.Value };
        try
        {
            return CsvEncoding.Restore([.. columns.Select(column => column.Column!)], options, [.. columns.Select(column => column.Texts ?? [])], [.. columns.Select(column => column.Mean ?? 0)]);
        }
        catch (ArgumentException e)
        {
            throw json.Refused($"{what}: {SafeTensorsException.Clip(e.Message)}");
        }
    }

    private static void WriteColumn(Utf8JsonWriter json, CsvEncoding encoding, int i)
    {
        CsvColumn column = encoding.Columns[i];
        json.WriteStartObject();
        json.WriteString("name", SafeTensorsHeaderWriter.Checked(column.Name, "column name"));
        json.WriteString("role", _roles[(int)column.Role]);
        if (column.Missing == CsvMissing.Mean)
            json.WriteNumber("mean", encoding.MeanOf(i));
        if (column.Missing == CsvMissing.Value)
            json.WriteNumber("value", column.MissingValue);
        if (column.AllowsUnknown)
            json.WriteBoolean("unknown", true);
        if (column.MissingCategory is { } category)
            json.WriteString("category", SafeTensorsHeaderWriter.Checked(category, "missing category"));
        if (column.Role is CsvRole.Category or CsvRole.Label)
            ModelWriter.WriteTexts(json, "texts", encoding.CategoriesOf(column.Name));
        json.WriteEndObject();
    }

    private static List<ColumnDescription> ReadColumns(ref CheckedJson json)
    {
        var columns = new List<ColumnDescription>();
        json.Expect(JsonTokenType.StartArray, "columns");
        while (json.Next() == JsonTokenType.StartObject)
        {
            if (columns.Count == MostColumns)
                throw json.Refused($"there are more than {MostColumns} columns");
            columns.Add(ReadColumn(ref json, $"column {columns.Count}"));
        }

        json.EndOfObjects("a column");
        return columns;
    }

    private static ColumnDescription ReadColumn(ref CheckedJson json, string what)
    {
        var column = default(ColumnDescription);
        while (json.Next() == JsonTokenType.PropertyName)
        {
            string key = json.Text($"a key of {what}");
            string value = $"{key} of {what}";
            switch (key)
            {
                case "name" when column.Name is null:
                    column.Name = json.NextText(value);
                    break;
                case "role" when column.Role is null:
                    column.Role = json.NextText(value);
                    break;
                case "mean" when column.Mean is null:
                    column.Mean = json.NextSingle(value);
                    break;
                case "value" when column.Value is null:
                    column.Value = json.NextSingle(value);
                    break;
                case "unknown" when column.AllowsUnknown is null:
                    column.AllowsUnknown = json.NextBoolean(value);
                    break;
                case "category" when column.MissingCategory is null:
                    column.MissingCategory = json.NextText(value);
                    break;
                case "texts" when column.Texts is null:
                    column.Texts = [.. json.NextTexts(value, CsvEncoding.MostCategories)];
                    break;
                default:
                    throw json.Refused($"{what} has the key {SafeTensorsException.Quote(key)}, which columns do not have or have once");
            }
        }

        column.Column = column.ToColumn() ?? throw json.Refused($"{what} has keys that do not belong together, or lacks its name, its role ({string.Join(", ", _roles)}) or its texts");
        return column;
    }

    private struct ColumnDescription
    {
        public CsvColumn? Column;
        public string? Name, Role, MissingCategory;
        public float? Mean, Value;
        public bool? AllowsUnknown;
        public string[]? Texts;

        // Null if a key is missing or belongs to another role.
        public readonly CsvColumn? ToColumn()
        {
            bool isNumber = Mean is not null || Value is not null, isCategory = AllowsUnknown is not null || MissingCategory is not null;
            return (Role, isNumber, isCategory, HasTexts: Texts is not null) switch
            {
                _ when Name is null || (Mean is not null && Value is not null) => null,
                ("number", _, false, false) => Value is float value ? CsvColumn.Number(Name, value) : CsvColumn.Number(Name, Mean is null ? CsvMissing.Refuse : CsvMissing.Mean),
                ("category", false, _, true) => CsvColumn.Category(Name, AllowsUnknown ?? false, MissingCategory),
                ("label", false, false, true) => CsvColumn.Label(Name),
                ("target", false, false, false) => CsvColumn.Target(Name),
                ("ignored", false, false, false) => CsvColumn.Ignored(Name),
                _ => null,
            };
        }
    }
}
