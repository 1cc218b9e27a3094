using LatencyService;

return ServiceOptions.Invoke(args, Service.Run);
