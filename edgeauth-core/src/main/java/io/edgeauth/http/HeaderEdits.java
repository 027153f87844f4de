package io.edgeauth.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is changed about the headers of a request that is forwarded: whole names are removed, then
 * names are set.
 *
 * <p>Removal is a question that can be asked of any name, not a list, since a client chooses the
 * names. A name that is set has the set values alone, whatever the client sent. Immutable.
 */
public final class HeaderEdits {

  private final Predicate<String> removed;
  private final List<HeaderField> fields;

  private HeaderEdits(Predicate<String> removed, List<HeaderField> fields) {
    this.removed = removed;
    this.fields = fields;
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
    return new HeaderEdits(removed, List.copyOf(fields));
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
    return fields;
  }

  private boolean sets(String name) {
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
    if (sets(name)) {
      List<String> values = new ArrayList<>(1);
      for (HeaderField field : fields) {
        if (HeaderName.same(field.name(), name)) {
          values.add(field.value());
        }
      }
      return values;
    }
    return removed.test(name) ? List.of() : received;
  }

  /**
   * The names of all headers after the edits.
   *
   * @param received the names that the client sent
   * @return what the backend is to see, each set name once
   */
  public List<String> names(Collection<String> received) {
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
