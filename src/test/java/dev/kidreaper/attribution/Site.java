package dev.kidreaper.attribution;

import dev.kidreaper.model.ProcessId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A site with twenty routes and five workers that serves requests at random, for a seed.
///
/// @param bytes what a leaking request leaves behind; 0: none leaks
/// @param traffic which part of the requests the leaking route has
/// @param chance how often a request of the leaking route leaks
/// @param delayed how often the growth shows at the worker's next request
/// @param followed whether another route always comes right after the leaking one
/// @param lives after so many requests a worker is replaced
record Site(
        int bytes,
        double traffic,
        double chance,
        double delayed,
        boolean followed,
        int lives,
        Noise noise) {
    static final String LEAK = "GET /leak/*";

    private static final int ROUTES = 20;
    private static final int WORKERS = 5;
    private static final int PAGE = 4096;
    private static final int BRK = 132 << 10;

    /// What memory does besides.
    enum Noise {
        /// Nothing.
        QUIET,
        /// Each route sets something up in each worker, much at its first request, less at the
        /// next.
        WARM_UP,
        /// Now and then the heap grows by a step, and now and then it shrinks by one.
        STEPS,
        /// Large requests raise the heap to a new record, some routes oftener than others.
        RECORDS,
        /// All of it, and copies of pages that are touched for the first time.
        ALL
    }

    static Site innocent(Noise noise) {
        return new Site(0, 0.05, 0, 0, false, 100_000, noise);
    }

    static List<Site> leaking() {
        var sites = new ArrayList<Site>();
        for (Noise noise : Noise.values()) {
            sites.add(new Site(4096, 0.05, 1, 0, false, 100_000, noise));
            sites.add(new Site(4096, 0.02, 1, 0, false, 100_000, noise));
            sites.add(new Site(16_384, 0.02, 1, 1, false, 100_000, noise));
            sites.add(new Site(4096, 0.05, 1, 0.5, true, 100_000, noise));
            sites.add(new Site(300_000, 0.25, 0.02, 0, false, 100_000, noise));
            sites.add(new Site(8192, 0.05, 1, 0, false, 150, noise));
        }
        sites.add(new Site(1000, 0.10, 1, 0, false, 100_000, Noise.WARM_UP));
        return sites;
    }

    static ProcessId worker(int number) {
        return new ProcessId(number, 1);
    }

    /// One worker's memory.
    private static final class Memory {
        private final int pid;
        private final Set<Integer> used = new HashSet<>();
        private final Map<Integer, Integer> uses = new HashMap<>();
        private long resident = 60L << 20;
        private long free;
        private long record;
        private long owed;
        private long leaked;
        private int served;

        Memory(int pid) {
            this.pid = pid;
        }

        /// Takes memory from the heap, page by page.
        void take(long wanted) {
            leaked += wanted;
            while (leaked - free > 0) {
                free += PAGE;
                resident += PAGE;
            }
        }
    }

    void run(int seed, int requests, Attribution attribution) {
        var random = new SplittableRandom(seed);
        var weights = new double[ROUTES];
        for (int i = 1; i < ROUTES; i++) {
            weights[i] = 0.2 + random.nextDouble() * 2;
        }
        var workers = new ArrayList<Memory>();
        int pid = 100;
        while (workers.size() < WORKERS) {
            workers.add(new Memory(pid++));
        }
        boolean follows = false;
        int same = 0;
        for (int n = 0; n < requests; n++) {
            int at = follows ? same : random.nextInt(WORKERS);
            if (workers.get(at).served >= lives) {
                workers.set(at, new Memory(pid++));
            }
            Memory worker = workers.get(at);
            int route = follows ? 1 : route(random, weights);
            follows = followed && route == 0;
            same = at;
            long before = worker.resident;
            serve(worker, route, random);
            String path = route == 0 ? "/leak/" + n : "/route" + (char) ('a' + route);
            attribution.add("GET", path, worker(worker.pid), before, worker.resident);
        }
    }

    private int route(SplittableRandom random, double[] weights) {
        if (random.nextDouble() < traffic) {
            return 0;
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double at = random.nextDouble() * sum;
        int route = 1;
        while (route < ROUTES - 1 && at >= weights[route]) {
            at -= weights[route++];
        }
        return route;
    }

    private void serve(Memory worker, int route, SplittableRandom random) {
        worker.served++;
        worker.take(worker.owed);
        worker.owed = 0;
        if (route == 0 && random.nextDouble() < chance) {
            if (random.nextDouble() < delayed) {
                worker.owed = bytes;
            } else {
                worker.take(bytes);
            }
        }
        int uses = worker.uses.merge(route, 1, Integer::sum);
        boolean all = noise == Noise.ALL;
        if (all || noise == Noise.WARM_UP) {
            worker.resident += (long) PAGE * (random.nextInt(60) >> Math.min(8, 2 * (uses - 1)));
        }
        if ((all || noise == Noise.STEPS) && random.nextInt(60) == 0) {
            worker.resident += random.nextInt(3) > 0 ? BRK : -BRK;
        }
        if (all || noise == Noise.RECORDS) {
            long size = (long) (-Math.log(1 - random.nextDouble()) * (100 << 10) * (1 + route % 4));
            if (size > worker.record) {
                worker.resident += (size - worker.record) / PAGE * PAGE;
                worker.record = size;
            }
        }
        if (all && worker.used.add(random.nextInt(2000))) {
            worker.resident += PAGE;
        }
    }
}
