# docs/operations.md says how to build and run it.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/KetamineCrd.Server -c Release -o /app -p:RestoreLockedMode=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .

# Nothing is written: neither the diagnostics socket below /tmp nor anything else, so the root file system may be read-only.
# Mounted folders tell nothing of their changes, so the files are looked at. Time zones and cultures are the program's own.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_USE_POLLING_FILE_WATCHER=1 \
    ASPNETCORE_HTTP_PORTS=8080
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s CMD ["dotnet", "KetamineCrd.Server.dll", "--health"]
ENTRYPOINT ["dotnet", "KetamineCrd.Server.dll"]
