import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;

/// The metrics of many hosts at `/h/N`, as kidreaper has them: for each of 20 routes what its
/// requests have left behind, and a pool's. Each route has one request a second, whose growth
/// varies by 8 KiB (standard deviation). `/leak?on` lets each request of one route leave 300 bytes
/// behind on the hosts of version v42, which is every other one.
class FleetViews {
    private static final int ROUTES = 20;
    private static final int LEAKING = 7;
    private static final double LEAK = 300;
    private static final double SPREAD = 8192;
    private static final int OTHERS = 22;

    private static volatile boolean leaks;

    private final int number;
    private final SplittableRandom random;
    private final long[] requests = new long[ROUTES];
    private final double[] grown = new double[ROUTES];
    private final double[] shrunk = new double[ROUTES];
    private final double[] squared = new double[ROUTES];
    private long last = System.nanoTime();

    FleetViews(int number) {
        this.number = number;
        this.random = new SplittableRandom(number);
    }

    public static void main(String[] args) throws IOException {
        var hosts = new FleetViews[Integer.parseInt(args[1])];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = new FleetViews(i);
        }
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        var server = HttpServer.create(address, 1024);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/leak", exchange -> {
            leaks = true;
            answer(exchange, "ok\n");
        });
        server.createContext("/h/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            answer(exchange, hosts[Integer.parseInt(path.substring(3))].scrape());
        });
        server.start();
        System.out.println("ready");
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes();
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private synchronized String scrape() {
        long now = System.nanoTime();
        long served = (now - last) / 1_000_000_000;
        last += served * 1_000_000_000;
        String version = number % 2 == 0 ? "v42" : "v41";
        for (int route = 0; route < ROUTES; route++) {
            double leak = leaks && route == LEAKING && number % 2 == 0 ? LEAK : 0;
            for (long i = 0; i < served; i++) {
                double change = leak + SPREAD * random.nextGaussian();
                grown[route] += Math.max(change, 0);
                shrunk[route] += Math.max(-change, 0);
                squared[route] += change * change;
            }
            requests[route] += served;
        }
        var text = new StringBuilder();
        String common = "{group=\"shop\",version=\"" + version + "\",pool=\"web\"";
        add(text, common, "requests", requests);
        add(text, common, "grown_bytes", grown);
        add(text, common, "shrunk_bytes", shrunk);
        add(text, common, "changes_squared", squared);
        for (int i = 0; i < OTHERS; i++) {
            text.append("kidreaper_pool_other").append(i).append(common).append("} ");
            text.append(random.nextInt(1_000_000)).append('\n');
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String common, String name, Object values) {
        text.append("# TYPE kidreaper_route_").append(name).append("_total counter\n");
        for (int route = 0; route < ROUTES; route++) {
            text.append("kidreaper_route_").append(name).append("_total").append(common);
            text.append(",route=\"GET /r").append(route).append("\"} ");
            text.append(java.lang.reflect.Array.get(values, route)).append('\n');
        }
    }
}
