using SimdNet.Data;
using SimdNet.Training;

namespace SimdNet.Tests.Data;

public class SplitsTests
{
    [Fact]
    public void Fractions_and_folds_are_checked()
    {
        Refused.With("the fractions are 0.9 in sum; expected 1.", "fractions", () => Splits.ByFractions(10, [0.5, 0.4]));
        Refused.With("fraction 1 is -0.5; expected 0 to 1.", "fractions", () => Splits.ByFractions(10, [1.5, -0.5]));
        Refused.With("fraction 0 is NaN; expected 0 to 1.", "fractions", () => Splits.ByFractions(10, [double.NaN]));
        Refused.With("the fractions are 0 in sum; expected 1.", "fractions", () => Splits.ByFractions(10, []));
        Refused.With("the label of row 1 is -1; expected 0 or more.", "labels", () => Splits.StratifiedKFold([0, -1], 2));
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => Splits.KFold(3, 4));
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => Splits.KFold(3, 1));
    }

    [Fact]
    public void Rows_that_are_not_shuffled_are_dealt_out_in_turn()
    {
        Assert.Equal([[0, 3, 6], [1, 4], [2, 5]], Splits.KFold(7, 3, shuffle: false).Select(fold => fold.Test.ToArray()));
        // Class 0 is rows 0, 2, 3; class 1 rows 1, 4.
        Assert.Equal([[0, 3, 4], [1, 2]], Splits.StratifiedKFold([0, 1, 0, 0, 1], 2, shuffle: false).Select(fold => fold.Test.ToArray()));
    }

    [Fact]
    public void Another_seed_gives_another_division()
    {
        Assert.Equal(Splits.ByFractions(100, [0.8, 0.2], seed: 1), Splits.ByFractions(100, [0.8, 0.2], seed: 1));
        Assert.NotEqual(Splits.ByFractions(100, [0.8, 0.2], seed: 1), Splits.ByFractions(100, [0.8, 0.2], seed: 2));
    }

    [Fact]
    public void A_data_set_of_selected_rows_keeps_targets_and_weights()
    {
        DataSet data = DataSet.FromLabels([1, 2, 3, 4, 5, 6], 2, [2, 0, 1], 3).WithSampleWeights([1, 2, 3]);
        DataSet selected = data.Select([2, 0, 2]);
        Assert.Equal([5, 6, 1, 2, 5, 6], selected.Inputs.ToArray());
        Assert.Equal([1, 2, 1], selected.Labels.ToArray());
        Assert.Equal([3, 1, 3], selected.SampleWeights.ToArray());
        Assert.Equal([20, 10], DataSet.FromValues([1, 2], 1, [10, 20], 1).Select([1, 0]).Values.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Select([3]));
        Assert.Throws<ArgumentException>("rows", () => data.Select([]));
    }
}
