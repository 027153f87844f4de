package io.edgeauth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderedSetTest {

  /** Few and many are told apart by nobody. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 20})
  void copyOf_anyNumber_isASetInItsOrder(int size) {
    List<String> values = IntStream.range(0, size).mapToObj(i -> "v" + (100 - i)).toList();

    Set<String> set = OrderedSet.copyOf(values);

    assertThat(set).containsExactlyElementsOf(values);
    assertThat(set).isEqualTo(new LinkedHashSet<>(values)).hasSameHashCodeAs(Set.copyOf(values));
    assertThat(set.contains("v100")).isTrue();
    assertThat(set.contains("V100")).isFalse();
    assertThat(set.contains(null)).isFalse();
    assertThatThrownBy(set::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> set.add("x")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void copyOf_equals_firstCounts() {
    assertThat(OrderedSet.copyOf(List.of("b", "a", "b"))).containsExactly("b", "a");
  }
}
