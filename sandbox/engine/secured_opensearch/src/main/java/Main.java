import java.io.IOException;
import java.nio.file.Path;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** Runs one real OpenSearch node with its security plugin until its standard input closes or it is told to stop. */
public final class Main {

    private Main() {
    }

    /**
     * Starts the node.
     *
     * @param arguments the port to listen on and a folder, whose `config` holds `node.pem`, `node.key`, `authority.pem`
     *                  and the plugin's own configuration in `opensearch-security`
     * @throws IOException when standard input can't be read
     */
    public static void main(String[] arguments) throws IOException {
        String port = arguments[0];
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        OpenSearchRunner runner = new OpenSearchRunner();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
        runner.onBuild((number, settings) -> {
            settings
                    .put("http.port", port)
                    .put("http.host", "127.0.0.1")
                    .put("transport.host", "127.0.0.1")
                    .put("transport.port", "0")
                    .put("discovery.type", "single-node")
                    .putList("node.roles", "master", "data", "ingest")
                    .put("action.auto_create_index", true)
                    // The disk of the machine that runs the tests is not what they are about.
                    .put("cluster.routing.allocation.disk.threshold_enabled", false)
                    .put("plugins.security.allow_default_init_securityindex", true)
                    .put("plugins.security.ssl.http.enabled", true)
                    .put("plugins.security.ssl.transport.enforce_hostname_verification", false)
                    .put("plugins.security.audit.type", "noop")
                    // Passwords of tests need not be hard to guess for who has their hashes.
                    .put("plugins.security.password.hashing.bcrypt.rounds", 4)
                    // The two roles whose holders may use the security API on Amazon OpenSearch Service.
                    .putList("plugins.security.restapi.roles_enabled", "all_access", "security_manager");
            for (String layer : new String[] {"http", "transport"}) {
                settings
                        .put("plugins.security.ssl." + layer + ".pemcert_filepath", "node.pem")
                        .put("plugins.security.ssl." + layer + ".pemkey_filepath", "node.key")
                        .put("plugins.security.ssl." + layer + ".pemtrustedcas_filepath", "authority.pem");
            }
        });
        runner.build(OpenSearchRunner.newConfigs()
                .clusterName("tweet-sentiment")
                .basePath(folder.toString())
                .numOfNode(1)
                .pluginTypes("org.opensearch.security.OpenSearchSecurityPlugin")
                .disableESLogger());
        waitForTheEndOfInput();
        System.exit(0);
    }

    private static void waitForTheEndOfInput() throws IOException {
        while (System.in.read() != -1) {
            // What is typed does not matter; that the parent process is alive does.
        }
    }

    private static void close(OpenSearchRunner runner) {
        try {
            runner.close();
        } catch (IOException error) {
            System.err.println(error.getMessage());
        }
    }
}
