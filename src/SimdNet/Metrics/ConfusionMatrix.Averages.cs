namespace SimdNet.Metrics;

/// <content>F-beta, and the ratios of all classes as one number</content>
public sealed partial class ConfusionMatrix
{
    private delegate double ClassRatio(long correct, long predicted, long support, double beta);

    /// <summary>(1 + beta^2) matrix[c, c] / (beta^2 Support(c) + Predicted(c)), the harmonic mean of precision (weight 1) and recall (weight beta^2);
    /// 0 if c neither occurs nor was predicted</summary>
    /// <param name="c">the class</param>
    /// <param name="beta">finite, at least 0; 0 is the precision, 1 is F1, and a large one nears the recall</param>
    /// <exception cref="ArgumentOutOfRangeException">no such class, or beta out of its range</exception>
    public double FBeta(int c, double beta)
    {
        CheckBeta(beta);
        return FBetaOf(this[c, c], Predicted(c), Support(c), beta);
    }

    /// <summary>The precision of all classes</summary>
    /// <remarks>Micro: Correct / Count, the accuracy. Without an example: 0. Allocates nothing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">no such average</exception>
    public double Precision(Average average) => AverageOf(PrecisionOf, average, 1);

    /// <summary>The recall of all classes</summary>
    /// <remarks>Micro and weighted: Correct / Count, the accuracy. Without an example: 0. Allocates nothing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">no such average</exception>
    public double Recall(Average average) => AverageOf(RecallOf, average, 1);

    /// <summary>F1 of all classes</summary>
    /// <remarks>Macro is the mean of the classes' F1, not F1 of the mean precision and recall. Without an example: 0. Allocates nothing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">no such average</exception>
    public double F1(Average average) => AverageOf(FBetaOf, average, 1);

    /// <summary>F-beta of all classes; see <see cref="FBeta(int, double)"/></summary>
    /// <remarks>Micro: the accuracy, whatever beta. Without an example: 0. Allocates nothing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">no such average, or beta out of its range</exception>
    public double FBeta(Average average, double beta)
    {
        CheckBeta(beta);
        return AverageOf(FBetaOf, average, beta);
    }

    /// <summary>The mean recall of the classes that occur: the accuracy if all of them were equally frequent</summary>
    /// <remarks>A class that is predicted but never occurs does not count, as in balanced_accuracy_score of scikit-learn. Without an example: 0.</remarks>
    public double BalancedAccuracy
    {
        get
        {
            double sum = 0;
            int occurring = 0;
            for (int c = 0; c < Classes; c++)
            {
                long support = Support(c);
                if (support == 0) continue;
                sum += Ratio(_counts[(c * Classes) + c], support);
                occurring++;
            }

            return occurring == 0 ? 0 : sum / occurring;
        }
    }

    private static double PrecisionOf(long correct, long predicted, long support, double beta) => Ratio(correct, predicted);

    private static double RecallOf(long correct, long predicted, long support, double beta) => Ratio(correct, support);

    private static double FBetaOf(long correct, long predicted, long support, double beta)
    {
        // Divided by 1 + beta^2, which may be infinite: shares of recall and precision that add up to 1.
        double recallShare = 1 / (1 + (1 / beta / beta)), precisionShare = 1 / (1 + (beta * beta));
        return correct == 0 ? 0 : correct / ((recallShare * support) + (precisionShare * predicted));
    }

    private double AverageOf(ClassRatio ratio, Average average, double beta) => average switch
    {
        Average.Micro => ratio(Correct, Count, Count, beta),
        Average.Macro => MeanOf(ratio, beta, bySupport: false),
        Average.Weighted => MeanOf(ratio, beta, bySupport: true),
        _ => throw new ArgumentOutOfRangeException(nameof(average), average, $"average is {average}, expected Micro, Macro or Weighted"),
    };

    private double MeanOf(ClassRatio ratio, double beta, bool bySupport)
    {
        double sum = 0;
        long weights = 0;
        for (int c = 0; c < Classes; c++)
        {
            long predicted = Predicted(c), support = Support(c);
            if (predicted == 0 && support == 0) continue;
            long weight = bySupport ? support : 1;
            sum += weight * ratio(_counts[(c * Classes) + c], predicted, support, beta);
            weights += weight;
        }

        return weights == 0 ? 0 : sum / weights;
    }

    private static void CheckBeta(double beta)
    {
        if (!(beta >= 0 && double.IsFinite(beta)))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"beta is {beta}, expected a finite number of at least 0");
    }
}
