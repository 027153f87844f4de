package io.edgeauth.certificate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are meant: {@code spiffe://corp/ns/shop/sa/*}, {@code *.svc.corp}, or a whole
 * subject, {@code CN=orders,O=Corp}. A {@code *} stops at {@code /} and {@code .}, a {@code **}
 * does not; in a subject neither leaves its attribute. Immutable.
 */
public final class SubjectPattern {

  /** What begins so is a subject; a URI has its colon first, and no DNS name has an equals sign. */
  private static final Pattern SUBJECT =
      Pattern.compile("\\s*[A-Za-z0-9.]+\\s*=.*", Pattern.DOTALL);

  private static final int MAX_LENGTH = 2048;

  private record AttributeGlob(String type, NameGlob value) {}

  private final String text;
  private final @Nullable NameGlob name;
  private final List<List<AttributeGlob>> subject;

  private SubjectPattern(String text, @Nullable NameGlob name, List<List<AttributeGlob>> subject) {
    this.text = text;
    this.name = name;
    this.subject = subject;
  }

  /**
   * Reads a pattern.
   *
   * @param text the pattern; DNS names in lower case
   * @return it
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  public static SubjectPattern parse(String text) {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an empty pattern, or one of more than "
              + MAX_LENGTH
              + " characters (expected: spiffe://corp/ns/*/sa/*, *.svc.corp, or CN=orders,O=Corp)");
    }
    if (!SUBJECT.matcher(text).matches()) {
      return new SubjectPattern(text, NameGlob.of(text), List.of());
    }
    List<List<AttributeGlob>> subject = new ArrayList<>();
    for (Set<NameAttribute> relative : DistinguishedName.parse(text).relativeNames()) {
      subject.add(
          relative.stream()
              .map(one -> new AttributeGlob(one.type(), NameGlob.of(one.value())))
              .toList());
    }
    return new SubjectPattern(text, null, List.copyOf(subject));
  }

  /**
   * Whether a certificate is meant.
   *
   * @param identity the name that it is known by: a URI, a DNS name, an address, or its CN
   * @param of its subject, in whole
   * @return whether this pattern names either
   */
  public boolean matches(String identity, DistinguishedName of) {
    return name == null ? matches(of) : name.matches(identity);
  }

  private boolean matches(DistinguishedName other) {
    List<Set<NameAttribute>> names = other.relativeNames();
    if (names.size() != subject.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!matches(subject.get(i), new HashSet<>(names.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Attributes of one relative name have no order, and mostly there is one. */
  private static boolean matches(List<AttributeGlob> wanted, Set<NameAttribute> left) {
    if (wanted.isEmpty()) {
      return left.isEmpty();
    }
    AttributeGlob first = wanted.get(0);
    for (NameAttribute attribute : Set.copyOf(left)) {
      if (attribute.type().equals(first.type) && first.value.matches(attribute.value())) {
        Set<NameAttribute> rest = new HashSet<>(left);
        rest.remove(attribute);
        if (matches(wanted.subList(1, wanted.size()), rest)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SubjectPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
