package io.edgeauth.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is changed about the headers of a request that is forwarded: whole names are removed, then
 * names are set.
 *
 * <p>Removal is a question that can be asked of any name, not a list, since a client chooses the
 * names. A name that is set has the set values alone, whatever the client sent. Immutable.
 */
public final class HeaderEdits {

  private final Predicate<String> removed;
  private final List<HeaderField> shared;
  private final List<HeaderField> own;

  private HeaderEdits(Predicate<String> removed, List<HeaderField> shared, List<HeaderField> own) {
    this.removed = removed;
    this.shared = shared;
    this.own = own;
  }

  /**
   * Makes edits.
   *
   * @param removed says of a header name in any spelling whether the client's lines of it end here;
   *     pure, and called by many threads
   * @param fields what is set; several of one name are several lines
   * @return the edits
   */
  public static HeaderEdits of(Predicate<String> removed, List<HeaderField> fields) {
    return of(removed, List.of(), fields);
  }

  /**
   * Makes edits whose fields are in part those of other requests too.
   *
   * @param removed says of a header name in any spelling whether the client's lines of it end here;
   *     pure, and called by many threads
   * @param shared what is set first; an immutable list is not copied
   * @param own what is set behind it
   * @return the edits
   */
  public static HeaderEdits of(
      Predicate<String> removed, List<HeaderField> shared, List<HeaderField> own) {
    return new HeaderEdits(removed, List.copyOf(shared), List.copyOf(own));
  }

  /**
   * Tells whether the client's lines of this name end here.
   *
   * @param name a header name in any spelling
   * @return true if the backend must not see what the client sent under it
   */
  public boolean removes(String name) {
    return sets(name) || removed.test(name);
  }

  /**
   * The lines that are set.
   *
   * @return in the order in which they are to be sent
   */
  public List<HeaderField> fields() {
    if (shared.isEmpty()) {
      return own;
    }
    List<HeaderField> fields = new ArrayList<>(shared.size() + own.size());
    fields.addAll(shared);
    fields.addAll(own);
    return Collections.unmodifiableList(fields);
  }

  /** Never what is set: identities and credentials are among it. */
  @Override
  public String toString() {
    return "HeaderEdits[not shown]";
  }

  private boolean sets(String name) {
    return contains(shared, name) || contains(own, name);
  }

  private static boolean contains(List<HeaderField> fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (HeaderName.same(fields.get(i).name(), name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The values of one header after the edits.
   *
   * @param name in any case
   * @param received what the client sent under this name
   * @return what the backend is to see; empty where the header is gone
   */
  public List<String> apply(String name, List<String> received) {
    return apply(name, () -> received);
  }

  /**
   * The values of one header after the edits.
   *
   * @param name in any case
   * @param received what the client sent under this name; asked only where it stays
   * @return what the backend is to see; empty where the header is gone
   */
  public List<String> apply(String name, Supplier<List<String>> received) {
    List<String> values = with(with(List.of(), shared, name), own, name);
    if (!values.isEmpty()) {
      return values;
    }
    return removed.test(name) ? List.of() : received.get();
  }

  private static List<String> with(List<String> some, List<HeaderField> fields, String name) {
    List<String> values = some;
    for (int i = 0; i < fields.size(); i++) {
      if (HeaderName.same(fields.get(i).name(), name)) {
        values = plus(values, fields.get(i).value());
      }
    }
    return values;
  }

  /** Mostly there is one. */
  private static List<String> plus(List<String> some, String one) {
    if (some.isEmpty()) {
      return List.of(one);
    }
    List<String> all = new ArrayList<>(some.size() + 1);
    all.addAll(some);
    all.add(one);
    return all;
  }

  /**
   * The names of all headers after the edits.
   *
   * @param received the names that the client sent
   * @return what the backend is to see, each set name once
   */
  public List<String> names(Collection<String> received) {
    List<HeaderField> fields = fields();
    List<String> names = new ArrayList<>(received.size() + fields.size());
    for (String name : received) {
      if (!removes(name)) {
        names.add(name);
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.get(i).name();
      if (names.stream().noneMatch(known -> HeaderName.same(known, name))) {
        names.add(name);
      }
    }
    return names;
  }
}
