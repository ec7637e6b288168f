package dev.kidreaper.fleet.store;

import dev.kidreaper.decide.fleet.FleetChange;
import dev.kidreaper.decide.fleet.FleetKeys;
import dev.kidreaper.decide.fleet.FleetValue;
import dev.kidreaper.decide.fleet.MemberEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// etcd from version 3.4 on, by its JSON gateway.
final class EtcdStore implements FleetStore {
    private static final String RANGE = "/v3/kv/range";
    private static final int MOST_KEYS = 20_000;

    private final EtcdGateway gateway;
    private long lease;
    private @Nullable MemberEntry announced;

    EtcdStore(EtcdGateway gateway) {
        this.gateway = gateway;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    @Override
    public List<Entry> list(FleetKeys.Range range) throws StoreAway {
        StoreJson answer =
                gateway.ask(
                        RANGE,
                        StoreJson.write(json -> {
                            range(json, range);
                            json.writeNumberProperty("limit", MOST_KEYS);
                        }));
        return entries(answer);
    }

    private static void range(JsonGenerator json, FleetKeys.Range range) {
        json.writeStringProperty("key", base64(range.from()));
        json.writeStringProperty("range_end", base64(range.to()));
    }

    private static List<Entry> entries(StoreJson answer) throws StoreAway {
        var all = new ArrayList<Entry>();
        try {
            for (StoreJson kv : answer.objects("kvs")) {
                all.add(entry(kv));
            }
        } catch (IllegalArgumentException e) {
            throw new StoreAway("an answer that makes no sense: " + e.getMessage());
        }
        return all;
    }

    private static Entry entry(StoreJson kv) throws StoreAway {
        String key = text(kv.text("key", 4_096));
        String value = kv.has("value") ? kv.text("value", Integer.MAX_VALUE) : "";
        if (value.length() > FleetValueJson.LONGEST / 3 * 4) {
            throw new StoreAway("the value of %s has more than 64 KiB".formatted(key));
        }
        try {
            FleetValue read = FleetValueJson.read(key, text(value));
            return new Entry(key, read, kv.number("mod_revision", Long.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new StoreAway("the value of %s: %s".formatted(key, e.getMessage()));
        }
    }

    @Override
    public long count(FleetKeys.Range range) throws StoreAway {
        StoreJson answer =
                gateway.ask(
                        RANGE,
                        StoreJson.write(json -> {
                            range(json, range);
                            json.writeBooleanProperty("count_only", true);
                            json.writeBooleanProperty("serializable", true);
                        }));
        return number(answer, "count");
    }

    private static long number(StoreJson answer, String name) throws StoreAway {
        try {
            return answer.numberOrZero(name);
        } catch (IllegalArgumentException e) {
            throw new StoreAway("an answer that makes no sense: " + e.getMessage());
        }
    }

    @Override
    public long commit(FleetChange change) throws StoreAway {
        return commit(change, 0);
    }

    private long commit(FleetChange change, long withLease) throws StoreAway {
        String question = StoreJson.write(json -> write(json, change, withLease));
        StoreJson answer = gateway.ask("/v3/kv/txn", question);
        Optional<StoreJson> header = answer.object("header");
        if (header.isEmpty()) {
            throw new StoreAway("an answer that makes no sense: no header");
        }
        return answer.flag("succeeded") ? number(header.get(), "revision") : 0;
    }

    private static void write(JsonGenerator json, FleetChange change, long withLease) {
        json.writeArrayPropertyStart("compare");
        for (FleetChange.Seen seen : change.seen()) {
            json.writeStartObject();
            json.writeStringProperty("key", base64(seen.key()));
            json.writeStringProperty("target", "MOD");
            json.writeStringProperty("result", "EQUAL");
            json.writeStringProperty("mod_revision", Long.toString(seen.revision()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("success");
        for (FleetChange.Write one : change.writes()) {
            FleetValue value = one.value();
            json.writeStartObject();
            json.writeObjectPropertyStart(value == null ? "requestDeleteRange" : "requestPut");
            json.writeStringProperty("key", base64(one.key()));
            if (value != null) {
                json.writeStringProperty("value", base64(FleetValueJson.write(value)));
            }
            if (value != null && withLease != 0) {
                json.writeStringProperty("lease", Long.toString(withLease));
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    @Override
    public boolean announce(String key, MemberEntry entry, Duration lasts) throws StoreAway {
        if (lease != 0 && entry.equals(announced) && isAlive()) {
            return true;
        }
        lease = 0;
        Entry there = list(new FleetKeys.Range(key, key + "\0")).stream().findFirst().orElse(null);
        if (there != null
                && !(there.value() instanceof MemberEntry other && other.by().equals(entry.by()))) {
            return false;
        }
        long granted = grant(lasts);
        long seen = there == null ? 0 : there.revision();
        var change =
                new FleetChange(
                        List.of(new FleetChange.Seen(key, seen)),
                        List.of(new FleetChange.Write(key, entry)));
        if (commit(change, granted) == 0) {
            return false; // Another one was faster.
        }
        lease = granted;
        announced = entry;
        return true;
    }

    private long grant(Duration lasts) throws StoreAway {
        String question =
                StoreJson.write(
                        json -> json.writeStringProperty("TTL", Long.toString(lasts.toSeconds())));
        long granted = number(gateway.ask("/v3/lease/grant", question), "ID");
        if (granted == 0) {
            throw new StoreAway("it grants no lease");
        }
        return granted;
    }

    private boolean isAlive() throws StoreAway {
        String question =
                StoreJson.write(json -> json.writeStringProperty("ID", Long.toString(lease)));
        StoreJson answer = gateway.ask("/v3/lease/keepalive", question);
        Optional<StoreJson> result = answer.object("result");
        return result.isPresent() && number(result.get(), "TTL") > 0;
    }

    @Override
    public void close() {
        // Connections that are kept end by themselves.
    }
}
