from django.test import Client


def test_home_opens(as_outi: Client, koivuranta: object) -> None:
    response = as_outi.get("/", headers={"Accept-Language": "fi"})
    print(response.content.decode())
    assert response.status_code == 200
