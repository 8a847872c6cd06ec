import java.io.IOException;
import java.nio.file.Path;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** Runs one real OpenSearch node on loopback until its standard input closes or it is told to stop. */
public final class Main {

    private Main() {
    }

    /**
     * Starts the node.
     *
     * @param arguments the port to listen on and an empty folder for the data
     * @throws IOException when standard input can't be read
     */
    public static void main(String[] arguments) throws IOException {
        String port = arguments[0];
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        OpenSearchRunner runner = new OpenSearchRunner();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner)));
        runner.onBuild((number, settings) -> settings
                .put("http.port", port)
                .put("http.host", "127.0.0.1")
                .put("transport.host", "127.0.0.1")
                .put("transport.port", "0")
                .put("discovery.type", "single-node")
                .putList("node.roles", "master", "data", "ingest")
                .put("action.auto_create_index", true)
                // The disk of the machine that runs the tests is not what they are about.
                .put("cluster.routing.allocation.disk.threshold_enabled", false));
        runner.build(OpenSearchRunner.newConfigs()
                .clusterName("tweet-sentiment")
                .basePath(folder.toString())
                .numOfNode(1)
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
