"""Customs · the signature of a message: enveloped XML signature, inclusive C14N, RSA with SHA-256.

A stand-in for the card of the single window, whose algorithm is set by its issuer: what is checked
here is that not one field of a message was changed after it was signed.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature as BadKey
from lxml import etree
from signxml import CanonicalizationMethod, SignatureConfiguration, XMLSigner, XMLVerifier
from signxml.exceptions import InvalidInput, InvalidSignature

from ..errors import BadMessage
from ..types.ceb import CebMessage
from .ceb import read

_C14N = CanonicalizationMethod.CANONICAL_XML_1_0
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def sign(xml: bytes, *, key: bytes, certificate: bytes) -> bytes:
    """A message with its signature at its end; `key` and `certificate` as PEM."""
    signer = XMLSigner(c14n_algorithm=_C14N, signature_algorithm="rsa-sha256", digest_algorithm="sha256")
    signed = signer.sign(etree.fromstring(xml, _PARSER), key=key, cert=certificate.decode())
    return etree.tostring(signed, xml_declaration=True, encoding="UTF-8")


def verified(xml: bytes, *, certificate: bytes) -> CebMessage:
    """What is signed, and nothing else of the XML.

    Raises:
        BadMessage: it is not signed with this certificate's key, was changed after, or is not as the schema says.
    """
    try:
        result = XMLVerifier().verify(
            xml, x509_cert=certificate.decode(), expect_config=SignatureConfiguration(expect_references=1)
        )
    except (InvalidSignature, InvalidInput, BadKey, etree.XMLSyntaxError) as error:
        raise BadMessage("The signature does not hold.") from error
    results = result if isinstance(result, list) else [result]
    return read(etree.tostring(results[0].signed_xml))
