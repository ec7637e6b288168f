package dev.kidreaper.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoreJsonTest {
    /// The number of an etcd's lease uses all 63 bits.
    @Test
    void largeNumbersAreWhole() {
        assertThat(StoreJson.read("{\"ID\":\"7587878446464646145\"}").numberOrZero("ID"))
                .isEqualTo(7587878446464646145L);
        assertThat(StoreJson.read("{\"ID\":9223372036854775807}").numberOrZero("ID"))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(StoreJson.read("{}").numberOrZero("ID")).isZero();
    }

    @Test
    void whatIsNoWholeObjectIsRefused() {
        for (String text :
                List.of("", "1", "[]", "{", "{\"a\":", "{\"a\":[1", "{} {}", "{\"a\":1,}")) {
            assertThatIllegalArgumentException().isThrownBy(() -> StoreJson.read(text));
        }
        String deep = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";
        assertThatIllegalArgumentException().isThrownBy(() -> StoreJson.read(deep));
        for (String number : List.of("-1", "1e5", "0x10", "9223372036854775808", "1.5")) {
            StoreJson tree = StoreJson.read("{\"a\":\"%s\"}".formatted(number));
            assertThatIllegalArgumentException().isThrownBy(() -> tree.numberOrZero("a"));
        }
    }

    @Test
    void aQueryHoldsUnlessItsAnswerIsEmpty() {
        assertThat(QueryAnswer.results("{\"status\":\"success\",\"data\":{\"result\":[]}}"))
                .isEmpty();
        assertThat(
                        QueryAnswer.results(
                                "{\"status\":\"success\",\"data\":{\"result\":[{\"v\":[1]}]}}"))
                .hasValue("its answer is not empty");
        assertThat(QueryAnswer.results("{\"status\":\"error\"}")).isPresent();
        assertThat(QueryAnswer.results("<html>")).isPresent();
    }
}
