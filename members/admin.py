from django.contrib import admin

from members.models import Affiliation, Membership, Organisation, User

admin.site.register([Affiliation, Membership, Organisation, User])
