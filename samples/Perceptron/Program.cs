using PerceptronSample;

return RunOptions.Invoke(args, PerceptronRun.Execute);
