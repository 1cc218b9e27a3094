using System.Globalization;
using SimdNet.Data;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Metrics;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Reports;
using SimdNet.Search;
using SimdNet.Training;
using Console = SimdNet.Tests.Documentation.PageConsole;

namespace SimdNet.Tests.Documentation;

/// <summary>The snippets of docs/training.md, compiled and run: one program, cut into regions.</summary>
internal static class TrainingGuide
{
    /// <param name="path">breast_cancer.csv</param>
    /// <param name="folder">for what it writes</param>
    public static void Run(string path, string folder)
    {
        // snippet
        string[] measures =
        [
            "radius", "texture", "perimeter", "area", "smoothness",
            "compactness", "concavity", "concave points", "symmetry", "fractal dimension",
        ];
        CsvColumn[] columns =
        [
            .. measures.Select(name => CsvColumn.Number($"mean {name}", CsvMissing.Mean)),
            .. measures.Select(name => CsvColumn.Ignored($"{name} error")),
            .. measures.Select(name => CsvColumn.Ignored($"worst {name}")),
            CsvColumn.Label("diagnosis"),
        ];
        DataSet all = CsvEncoding.Fit(path, columns).Read(path);
        Console.WriteLine($"{all.Count} rows, {all.Features} features, {all.Labels.Count(1)} malignant");
        // end

        // snippet
        string small = Path.Combine(folder, "people.csv");
        File.WriteAllText(small, "age,town,ill\n34,Bern,no\n,Basel,yes\n52,,no\n40,Bern,yes\n");
        CsvEncoding people = CsvEncoding.Fit(small,
        [
            CsvColumn.Number("age", CsvMissing.Mean),
            CsvColumn.Category("town", allowsUnknown: true, missingCategory: "none"),
            CsvColumn.Label("ill"),
        ]);
        OneHot oneHot = people.OneHot();
        var chain = new TransformChain(oneHot, new Standardize(oneHot.OutFeatures));
        Console.WriteLine($"towns: {string.Join(", ", people.CategoriesOf("town"))}, and one for unknown");
        Console.WriteLine($"row 1: {string.Join(" ", people.Read(small).Row(1).ToArray())}");
        Console.WriteLine($"{chain.InFeatures} features become {chain.OutFeatures}");
        // end

        // snippet
        int[][] parts = Splits.StratifiedByFractions(all.Labels, [0.4, 0.15, 0.2, 0.25], seed: 1);
        CsvEncoding encoding = CsvEncoding.Fit(path, columns, rows: parts[0]);
        DataSet raw = encoding.Read(path);
        var standardize = new Standardize(raw.Features);
        standardize.Fit(raw.Select(parts[0]).Inputs);

        DataSet scaled = standardize.Apply(raw);
        DataSet training = scaled.Select(parts[0]), validation = scaled.Select(parts[1]);
        DataSet calibration = scaled.Select(parts[2]), test = scaled.Select(parts[3]);
        foreach (DataSet part in new[] { training, validation, calibration, test })
            Console.WriteLine($"{part.Count} rows, {part.Labels.Count(1)} malignant");
        // end

        // snippet
        static Sequential NewNetwork(Settings settings, ulong seed)
        {
            var created = new Sequential(
                new Linear(10, settings.Hidden),
                new ActivationLayer(Activation.Relu),
                new Dropout(settings.Dropout),
                new Linear(settings.Hidden, 2));
            created.Initialize(seed);
            return created;
        }

        var guess = new Settings(Hidden: 16, Dropout: 0.2f, LearningRate: 0.01f, WeightDecay: 0.01f);
        Console.WriteLine(NewNetwork(guess, seed: 1).Summary());
        // end

        // snippet
        const int BatchSize = 16, Epochs = 60;

        static Trainer NewTrainer(Sequential network, Settings settings, params float[] classWeights) =>
            new(network, new SoftmaxCrossEntropy(classWeights),
                new AdamW(settings.LearningRate, weightDecay: settings.WeightDecay));

        static FitOptions NewOptions(Settings settings, int rows, int epochs, ulong seed)
        {
            int steps = epochs * ((rows + BatchSize - 1) / BatchSize);
            return new FitOptions
            {
                Epochs = epochs,
                BatchSize = BatchSize,
                Seed = seed,
                Schedule = new WarmupSchedule(new CosineSchedule(settings.LearningRate, steps), steps: steps / 20),
                ClipNorm = 1,
            };
        }

        FitOptions Stopping(Settings settings, ulong seed) => NewOptions(settings, training.Count, Epochs, seed) with
        {
            Validation = validation,
            EarlyStopping = new EarlyStopping(patience: 15),
        };

        FitOptions options = Stopping(guess, seed: 1);
        Sequential first = NewNetwork(guess, seed: 1);
        TrainingSummary summary = NewTrainer(first, guess).Fit(training, options with { Progress = new EveryTenthEpoch() });
        Console.WriteLine($"stopped after epoch {summary.Epochs.Count}, weights of epoch {summary.BestEpoch}");
        // end

        // snippet
        var file = new CheckpointFile(Path.Combine(folder, "breast-cancer.checkpoint"));
        Sequential stopped = NewNetwork(guess, seed: 1);
        NewTrainer(stopped, guess).Fit(training, options with { Epochs = 8, Checkpoint = file });

        Sequential resumed = NewNetwork(guess, seed: 99); // as in a new process; its starting weights do not matter
        TrainingSummary rest = NewTrainer(resumed, guess).Fit(training, options with { Checkpoint = file });
        bool same = resumed.Parameters.Zip(first.Parameters)
            .All(pair => pair.First.Value.SequenceEqual(pair.Second.Value));
        Console.WriteLine($"stopped after epoch {rest.Epochs.Count}, weights of epoch {rest.BestEpoch}, same bits: {same}");
        // end

        // snippet
        Trainer hasty = new(NewNetwork(guess, seed: 1), new SoftmaxCrossEntropy(), new Sgd(learningRate: 1000));
        try
        {
            hasty.Fit(training, new FitOptions { Epochs = 10, Seed = 1 });
        }
        catch (NonFiniteStepException e)
        {
            Console.WriteLine(e.Message);
        }
        // end

        // snippet
        hasty = new(NewNetwork(guess, seed: 1), new SoftmaxCrossEntropy(), new Sgd(learningRate: 1000));
        TrainingSummary mended = hasty.Fit(training, new FitOptions
        {
            Epochs = 10,
            Seed = 1,
            NonFinite = NonFinitePolicy.RollBack(rateFactor: 1e-4f),
            Observers = [new RollBackLog()],
        });
        Console.WriteLine($"rolled back {mended.RollBacks} times, loss {mended.Epochs[^1].TrainingLoss:F3}");
        // end

        // snippet
        var space = new SearchSpace()
            .Int("hidden", 4, 64, log: true)
            .Float("dropout", 0, 0.5f)
            .Float("learningRate", 1e-3f, 1e-1f, log: true)
            .Float("weightDecay", 1e-3f, 1, log: true);
        DataSet searched = raw.Select(parts[0]);

        double Score(Trial trial, int epochs, CancellationToken cancel) => CrossValidation.Run(searched, folds: 4, (fit, held, _) =>
        {
            var scale = new Standardize(fit.Features);
            scale.Fit(fit.Inputs); // the fold's own training rows, not all of them
            Settings settings = Settings.Of(trial);
            Trainer ofFold = NewTrainer(NewNetwork(settings, trial.Seed), settings);
            ofFold.Fit(scale.Apply(fit), NewOptions(settings, fit.Count, epochs, trial.Seed));
            return ofFold.Evaluate(scale.Apply(held)).Loss;
        }, cancellationToken: cancel).Mean;

        SearchResult found = HyperparameterSearch.Random(space, trials: 12, seed: 1)
            .Run(Score, new SearchOptions { Budget = 36, Halving = new SuccessiveHalving(minBudget: 4) });
        Console.WriteLine(found);
        // end

        // snippet
        TrainingSummary Train(string name, Trainer trainer, Settings settings, ulong seed)
        {
            TrainingSummary run = trainer.Fit(training, Stopping(settings, seed));
            EpochEnd best = run.Kept;
            Console.WriteLine($"{name}: epoch {best.Epoch}, validation loss {best.ValidationLoss:F3}");
            return run;
        }

        Settings chosen = Settings.Of(found.Best.Trial), linear = guess with { LearningRate = 0.03f };
        Sequential network = NewNetwork(chosen, seed: 1), baseline = new(new Linear(10, 2));
        Sequential second = NewNetwork(chosen, seed: 2), third = NewNetwork(chosen, seed: 3);
        Trainer trainer = NewTrainer(network, chosen);
        TrainingSummary run = Train("seed 1", trainer, chosen, seed: 1);
        Train("seed 2", NewTrainer(second, chosen), chosen, seed: 2);
        Train("seed 3", NewTrainer(third, chosen), chosen, seed: 3);
        Train("logistic regression", NewTrainer(baseline, linear), linear, seed: 1);
        // end

        // snippet
        static int[] Answers(Sequential network, DataSet data)
        {
            var answers = new int[data.Count];
            RowKernels.ArgMax(network.Predict(data.Inputs), columns: 2, answers);
            return answers;
        }

        foreach (Sequential each in new[] { network, second, third, baseline })
        {
            var confusion = new ConfusionMatrix(classes: 2);
            confusion.AddRange(test.Labels, Answers(each, test));
            Console.WriteLine($"accuracy {confusion.Accuracy:F3}: missed {confusion[1, 0]} of {confusion.Support(1)}, "
                + $"false alarms {confusion[0, 1]} of {confusion.Support(0)}");
        }

        (int ofNetwork, int ofBaseline) = McNemarTest.Discordant(test.Labels, Answers(network, test), Answers(baseline, test));
        double p = McNemarTest.Exact(ofNetwork, ofBaseline).PValue;
        Console.WriteLine($"only the network is right: {ofNetwork} rows, only the baseline: {ofBaseline}, p = {p:F2}");
        // end

        // snippet
        bool[] malignant = [.. test.Labels.ToArray().Select(label => label == 1)];
        float[] logits = network.Predict(test.Inputs);
        float[] scores = [.. malignant.Select((_, row) => logits[(2 * row) + 1] - logits[2 * row])];

        double Area(ReadOnlySpan<int> rows)
        {
            int[] drawn = rows.ToArray();
            return RocCurve.Of([.. drawn.Select(row => malignant[row])], [.. drawn.Select(row => scores[row])]).Area;
        }

        ConfidenceInterval area = Bootstrap.Percentile(test.Count, Area, seed: 1);
        Console.WriteLine($"ROC area {RocCurve.Of(malignant, scores).Area:F3}, from {area.Low:F3} to {area.High:F3}");
        // end

        // snippet
        void Calibration(string name, Sequential network)
        {
            TemperatureScaling fitted = TemperatureScaling.Fit(
                calibration.Labels, network.Predict(calibration.Inputs), classes: 2);
            Console.WriteLine($"{name}: temperature {fitted.Temperature:F2}");
            foreach (TemperatureScaling scaling in new[] { new TemperatureScaling(1), fitted })
            {
                float[] probs = network.Predict(test.Inputs);
                scaling.Apply(probs, classes: 2, probs);
                double loss = ScoringRules.LogLoss(test.Labels, probs, classes: 2);
                double error = Reliability.OfTopClass(test.Labels, probs, classes: 2).ExpectedCalibrationError;
                Console.WriteLine($"  at {scaling.Temperature:F2}: log loss {loss:F3}, calibration error {error:F3}");
            }
        }

        Settings loose = chosen with { Hidden = 64, Dropout = 0, WeightDecay = 0 };
        Sequential overfitted = NewNetwork(loose, seed: 1);
        NewTrainer(overfitted, loose).Fit(training, new FitOptions { Epochs = 200, BatchSize = BatchSize, Seed = 1 });
        Calibration("stopped early", network);
        Calibration("200 epochs, no dropout, no decay", overfitted);
        // end

        // snippet
        double MeanProbability(Sequential network)
        {
            float[] probs = network.Predict(test.Inputs);
            RowKernels.Softmax(probs, columns: 2, probs);
            return probs.Where((_, i) => i % 2 == 1).Average();
        }

        Sequential weighted = NewNetwork(chosen, seed: 1);
        NewTrainer(weighted, chosen, 1, 5).Fit(training, Stopping(chosen, seed: 1));
        var ofWeighted = new ConfusionMatrix(2);
        ofWeighted.AddRange(test.Labels, Answers(weighted, test));
        Console.WriteLine($"weights 1 and 5: missed {ofWeighted[1, 0]}, false alarms {ofWeighted[0, 1]}");
        Console.WriteLine($"malignant {(double)test.Labels.Count(1) / test.Count:F3}, "
            + $"mean probability {MeanProbability(network):F3}, with weights {MeanProbability(weighted):F3}");
        // end

        // snippet
        using var ensemble = new Ensemble([network, second, third], NetworkOutput.Logits);
        float[] mean = new float[2 * test.Count], spread = new float[2 * test.Count];
        ensemble.Predict(test.Inputs, mean, spread);
        ILookup<bool, float> spreads = Enumerable.Range(0, test.Count).ToLookup(
            row => malignant[row] == (mean[(2 * row) + 1] > mean[2 * row]), row => spread[(2 * row) + 1]);
        Console.WriteLine($"log loss {ScoringRules.LogLoss(test.Labels, mean, classes: 2):F3}, wrong in {spreads[false].Count()} rows");
        Console.WriteLine($"standard deviation {spreads[true].Average():F3} where right, "
            + $"{spreads[false].Average():F3} where wrong");
        // end

        // snippet
        TemperatureScaling temperature = TemperatureScaling.Fit(
            calibration.Labels, network.Predict(calibration.Inputs), classes: 2);
        var calibrated = new Model(network, standardize, temperature.Temperature);
        var many = new InferenceOptions { MaxBatch = raw.Count };
        using InferencePlan plan = InferencePlan.Compile(calibrated.Graph, many);

        float[] Probabilities(int[] rows)
        {
            float[] probs = new float[2 * rows.Length];
            plan.Run(raw.Select(rows).Inputs, probs); // rows as the file has them
            return probs;
        }

        ConformalClassifier sets = ConformalClassifier.Calibrate(
            calibration.Labels, Probabilities(parts[2]), classes: 2, coverage: 0.95);
        float[] testProbs = Probabilities(parts[3]);
        int covered = 0;
        int[] sizes = new int[3];
        bool[] contains = new bool[2];
        for (int row = 0; row < test.Count; row++)
        {
            sizes[sets.Predict(testProbs.AsSpan(2 * row, 2), contains)]++;
            covered += contains[test.Label(row)] ? 1 : 0;
        }

        Console.WriteLine($"the set has the right class in {covered} of {test.Count} rows: {(double)covered / test.Count:F3}");
        Console.WriteLine($"empty {sizes[0]}, one class {sizes[1]}, both {sizes[2]}");
        // end

        // snippet
        new TrainingReport("Breast cancer")
        {
            Summary = run,
            Options = Stopping(chosen, seed: 1),
            Network = network,
            Loss = trainer.Loss,
            Optimizer = trainer.Optimizer,
        }
        .AddClassification("Test set", test.Labels, testProbs, encoding.ClassNames)
        .Save(Path.Combine(folder, "breast-cancer.html"));
        // end

        // snippet
        ModelFile.Save(Path.Combine(folder, "breast-cancer.safetensors"), new Model(calibrated.Graph)
        {
            Encoding = encoding,
            Metadata = new Dictionary<string, string>
            {
                ["threshold"] = sets.Threshold.ToString("R", CultureInfo.InvariantCulture),
            },
        });
        // end

        // snippet
        Model model = ModelFile.Load(Path.Combine(folder, "breast-cancer.safetensors"));
        using InferencePlan service = InferencePlan.Compile(model.Graph);
        double threshold = double.Parse(model.Metadata["threshold"], CultureInfo.InvariantCulture);
        var answerSets = new ConformalClassifier(2, threshold);
        float[] x = new float[10], answer = new float[2];

        void Serve(params string[] record)
        {
            model.Encoding!.Encode(record, x);
            service.Run(x, answer);
            answerSets.Predict(answer, contains);
            string set = string.Join(" or ", model.ClassNames.Where((_, c) => contains[c]));
            Console.WriteLine($"{model.ClassNames[1]} {answer[1]:F3}: {set}");
        }

        Serve("13.96", "17.05", "91.43", "602.4", "0.1096", "0.1279", "0.09789", "0.05246", "0.1908", "0.0613");
        int at = Array.IndexOf(parts[3], 255);
        Console.WriteLine($"row 255, same bits: {answer.AsSpan().SequenceEqual(testProbs.AsSpan(2 * at, 2))}");
        Serve("13.96", "", "91.43", "602.4", "0.1096", "0.1279", "0.09789", "0.05246", "0.1908", "0.0613");
        try
        {
            Serve("13,96", "17.05", "91.43", "602.4", "0.1096", "0.1279", "0.09789", "0.05246", "0.1908", "0.0613");
        }
        catch (ArgumentException e)
        {
            Console.WriteLine(e.Message);
        }
        // end
    }
}

// snippet
internal sealed record Settings(int Hidden, float Dropout, float LearningRate, float WeightDecay)
{
    public static Settings Of(Trial trial) =>
        new(trial.Int("hidden"), trial.Float("dropout"), trial.Float("learningRate"), trial.Float("weightDecay"));
}
// end

// snippet
internal sealed class EveryTenthEpoch : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.LastEpoch is { } last && last.Epoch == value.Epoch && last.Epoch % 10 == 0)
        {
            Console.WriteLine($"epoch {last.Epoch} of {value.Epochs}: "
                + $"loss {last.TrainingLoss:F3}, validation {last.ValidationLoss:F3}");
        }
    }
}
// end

// snippet
internal sealed class RollBackLog : ITrainingObserver
{
    public void OnNonFiniteStep(in NonFiniteStep step) =>
        Console.WriteLine($"epoch {step.Epoch}, step {step.Step}: {step.Place}");
}
// end
