package io.edgeauth.identity;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A few scopes or roles in their order: an array, which takes a tenth of what a hash set of them
 * does, and is kept for each token that is remembered. Immutable.
 */
final class OrderedSet extends AbstractSet<String> {

  /** More of them are found faster by their hashes. */
  private static final int FEW = 8;

  private final String[] values;

  private OrderedSet(String[] values) {
    this.values = values;
  }

  /** Copies the values; the first of equals counts. */
  static Set<String> copyOf(Collection<String> values) {
    Set<String> different = new LinkedHashSet<>(values);
    return different.size() > FEW
        ? Collections.unmodifiableSet(different)
        : new OrderedSet(different.toArray(String[]::new));
  }

  @Override
  public boolean contains(@Nullable Object value) {
    for (String own : values) {
      if (own.equals(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public Iterator<String> iterator() {
    return Collections.unmodifiableList(Arrays.asList(values)).iterator();
  }
}
