using System.Globalization;
using System.Text;

namespace Nexus.Workspaced.Tests;

/// <summary>A web server that breaks in the way it is told; it reads the ways from its home.</summary>
internal static class Breakable
{
    private const string Program = """
        import http.server, os, signal, sys, threading, time

        port = int(sys.argv[1])

        def way():
            try:
                with open(f'/home/dev/ways/{port}') as file:
                    return file.read()
            except FileNotFoundError:
                return ''

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if way() == 'slow':
                    time.sleep(60)
                self.send_response(500 if way() == '500' else 200)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        def live():
            while True:
                now = way()
                if now in ('exit', 'crash-loop', 'missing'):
                    os._exit(3)
                if now == 'memory':
                    os.kill(os.getpid(), signal.SIGKILL)
                if now == 'hang':
                    os.kill(os.getpid(), signal.SIGSTOP)
                if now == 'closed':
                    server.shutdown()
                    server.server_close()
                    return
                if now == 'wrong-port':
                    os.execv(sys.executable, [sys.executable, sys.argv[0], str(port + 1000)])
                time.sleep(0.05)

        if way() == 'crash-loop':
            os._exit(1)
        signal.signal(signal.SIGTERM, signal.SIG_IGN if 'deaf' in sys.argv else signal.SIG_DFL)
        server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        threading.Thread(target=live, daemon=True).start()
        server.serve_forever()
        time.sleep(600)
        """;

    /// <returns>A service of a configuration, healthy until <see cref="Break"/>.</returns>
    public static string Service(
        int port, string name = "web", string restart = "on-failure", string more = "") => $$"""
          {{name}}:
            command: >-
              if grep -qs missing /home/dev/ways/{{port}}; then no-such-server --now; else
              exec python3 /home/dev/breakable.py {{port}} {{more}}; fi
            port: {{port}}
            restart: {{restart}}
            health_check: /
        """;

    public static async Task StartBreakableAsync(this Sandbox sandbox, params string[] services)
    {
        Directory.CreateDirectory(Path.Combine(sandbox.Home, "ways"));
        await File.WriteAllTextAsync(
            Path.Combine(sandbox.Home, "breakable.py"), Program, TestContext.Current.CancellationToken);
        var config = new StringBuilder("services:\n");
        foreach (var service in services)
            config.Append(service).Append('\n');
        await sandbox.StartAsync(config.ToString());
    }

    /// <summary>At once: a way is a whole file or none.</summary>
    public static void Break(this Sandbox sandbox, int port, string way)
    {
        var file = Path.Combine(sandbox.Home, "ways", port.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText($"{file}.new", way);
        File.Move($"{file}.new", file, overwrite: true);
    }
}
