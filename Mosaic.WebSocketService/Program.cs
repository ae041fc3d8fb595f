Mosaic.WebSocketService.WebSocketServiceHost.Build(args).Run();
