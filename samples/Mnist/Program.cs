using Mnist;

return MnistOptions.Invoke(args, MnistRun.Execute);
