package dev.kidreaper.show;

import dev.kidreaper.diagnose.Diagnosis;
import dev.kidreaper.diagnose.Findings;
import dev.kidreaper.diagnose.GrowingSize;
import dev.kidreaper.model.Durations;
import dev.kidreaper.model.GrowthCause;
import dev.kidreaper.model.GrowthSummary;
import dev.kidreaper.model.Manager;
import dev.kidreaper.model.Verdict;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A diagnosis as JSON: `manager`, `verdict`, `confidence`, `shares`, `evidence`, `workers`,
/// `advice`, `missing`, `source`. Sizes are bytes, of an average worker unless it says otherwise.
public final class DiagnosisJson {
    private DiagnosisJson() {}

    /// The diagnosis of a manager's pool.
    public static String of(Manager manager, Diagnosis diagnosis) {
        return Json.write(json -> {
            diagnosis(json, manager, diagnosis);
            json.writeStringProperty("source", "look");
        });
    }

    /// The daemon's answer, with `pool`, `seen_for_seconds` and `route` as well.
    ///
    /// @param pool its name in the configuration
    public static String ofDaemon(
            Manager manager, Diagnosis diagnosis, String pool, GrowthSummary growthSummary) {
        return Json.write(json -> {
            diagnosis(json, manager, diagnosis);
            json.writeStringProperty("source", "daemon");
            json.writeStringProperty("pool", pool);
            json.writeNumberProperty("seen_for_seconds", Durations.seconds(growthSummary.over()));
            text(json, "route", growthSummary.route());
        });
    }

    /// The same of a pool, whatever its manager is, with `at`: when it was judged.
    public static String ofPool(
            String pool, Diagnosis diagnosis, GrowthSummary growthSummary, Instant at) {
        return Json.write(json -> {
            json.writeStringProperty("pool", pool);
            diagnosis(json, diagnosis);
            json.writeNumberProperty("seen_for_seconds", Durations.seconds(growthSummary.over()));
            text(json, "route", growthSummary.route());
            json.writeStringProperty("at", StatusJson.time(at));
        });
    }

    private static void diagnosis(JsonGenerator json, Manager manager, Diagnosis diagnosis) {
        Json.manager(json, manager);
        diagnosis(json, diagnosis);
    }

    private static void diagnosis(JsonGenerator json, Diagnosis diagnosis) {
        verdict(json, diagnosis.verdict(), diagnosis.confidence(), diagnosis.shares());
        if (diagnosis.findings() != null) {
            evidence(json, diagnosis.findings());
        }
        json.writeArrayPropertyStart("workers");
        diagnosis.workers().forEach(gain -> worker(json, gain));
        json.writeEndArray();
        json.writeStringProperty("advice", diagnosis.advice());
        text(json, "missing", diagnosis.missing());
    }

    /// A summary of a diagnosis, as fields of an object that has others.
    public static void why(JsonGenerator json, GrowthSummary growthSummary) {
        verdict(json, growthSummary.verdict(), growthSummary.confidence(), growthSummary.shares());
        json.writeNumberProperty("seen_for_seconds", Durations.seconds(growthSummary.over()));
        text(json, "missing", growthSummary.missing());
        text(json, "route", growthSummary.route());
    }

    private static void verdict(
            JsonGenerator json,
            Verdict verdict,
            double confidence,
            Map<GrowthCause, Double> shares) {
        json.writeStringProperty("verdict", verdict.label());
        json.writeNumberProperty("confidence", rounded(confidence));
        json.writeObjectPropertyStart("shares");
        shares.forEach((growthCause, share) ->
                json.writeNumberProperty(growthCause.label().replace('-', '_'), rounded(share)));
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }

    private static void evidence(JsonGenerator json, Findings f) {
        json.writeObjectPropertyStart("evidence");
        json.writeNumberProperty("seconds", rounded(f.seconds()));
        json.writeNumberProperty("readings", f.readings());
        json.writeNumberProperty("workers", f.workers());
        json.writeNumberProperty("rests", Math.round(f.rests()));
        json.writeNumberProperty("apart_bytes_per_second", Math.round(f.apartBytesPerSecond()));
        json.writeNumberProperty("own_bytes_per_second", Math.round(f.ownBytesPerSecond()));
        json.writeNumberProperty("ongoing_bytes_per_second", Math.round(f.ongoingBytesPerSecond()));
        json.writeNumberProperty("least_bytes_per_second", Math.round(f.leastBytesPerSecond()));
        json.writeNumberProperty("apart_bytes", Math.round(f.apartBytes()));
        json.writeNumberProperty("own_bytes", Math.round(f.ownBytes()));
        json.writeNumberProperty("file_bytes", Math.round(f.fileBytes()));
        if (f.inUseBytes().isPresent()) {
            long inUse = Math.round(f.inUseBytes().getAsDouble());
            json.writeNumberProperty("heap_in_use_bytes", inUse);
            json.writeStringProperty("heap_in_use_shape", f.inUseShape());
        } else {
            json.writeNullProperty("heap_in_use_bytes");
            json.writeNullProperty("heap_in_use_shape");
        }
        growing(json, f);
        json.writeStringProperty("apart_shape", f.apartShape());
        json.writeStringProperty("own_shape", f.ownShape());
        json.writeNumberProperty("smallest_gain_bytes", Math.round(f.smallestGain()));
        json.writeNumberProperty("largest_gain_bytes", Math.round(f.largestGain()));
        json.writeNumberProperty("uss_bytes", f.aloneBytes());
        json.writeNumberProperty("apart_since_fork_bytes", f.apartAllBytes());
        json.writeNumberProperty("still_shared_bytes", f.sharedBytes());
        if (f.newbornBytes().isPresent()) {
            json.writeNumberProperty("newborn_bytes", f.newbornBytes().getAsLong());
        } else {
            json.writeNullProperty("newborn_bytes");
        }
        json.writeEndObject();
    }

    private static void each(JsonGenerator json, Findings f) {
        if (f.eachPieces() == 0) {
            json.writeNullProperty("each_connection");
            return;
        }
        json.writeObjectPropertyStart("each_connection");
        json.writeNumberProperty("bytes", f.eachBytes());
        json.writeNumberProperty("pieces", f.eachPieces());
        json.writeNumberProperty("connections", f.eachOf());
        json.writeEndObject();
    }

    private static void growing(JsonGenerator json, Findings f) {
        json.writeArrayPropertyStart("growing_sizes");
        for (GrowingSize size : f.growing()) {
            json.writeStartObject();
            json.writeNumberProperty("bytes", size.bytes());
            json.writeNumberProperty("per_minute", rounded(size.perMinute()));
            json.writeEndObject();
        }
        json.writeEndArray();
        each(json, f);
        text(json, "held_by", f.heldBy());
        if (f.end() == null) {
            json.writeNullProperty("cache");
            return;
        }
        json.writeObjectPropertyStart("cache");
        json.writeNumberProperty("probability", rounded(f.end().probability()));
        double ifLarge = rounded(f.end().probabilityIfLarge());
        json.writeNumberProperty("probability_if_large", ifLarge);
        json.writeNumberProperty("full_in_seconds", Math.round(f.end().fullSeconds()));
        json.writeNumberProperty("full_bytes", Math.round(f.end().fullBytes()));
        json.writeNumberProperty("told_in_seconds", Math.round(f.end().tellSeconds()));
        json.writeEndObject();
    }

    private static void worker(JsonGenerator json, Diagnosis.Gain gain) {
        json.writeStartObject();
        json.writeNumberProperty("pid", gain.worker().pid());
        json.writeNumberProperty("uss_bytes", gain.alone());
        json.writeNumberProperty("apart_gain_bytes", gain.apart());
        json.writeNumberProperty("own_gain_bytes", gain.own());
        json.writeNumberProperty("file_gain_bytes", gain.file());
        json.writeEndObject();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
